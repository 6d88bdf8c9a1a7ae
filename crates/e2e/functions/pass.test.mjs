// node --test: what the token function signs, and for whom.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { POST, parse, pass, read } from "../../../api/pass.mjs";

const ENV = { TATAP_PUSHER_KEY: "key", TATAP_PUSHER_SECRET: "secret" };
const SETTINGS = read(ENV);
const KEY = "A".repeat(43);
const WISH = { socket_id: "12.34", room: "tea", badge: { name: "Ana", engine: "firefox", key: KEY } };

const wish = (change = {}) => parse(JSON.stringify({ ...WISH, ...change }));

test("what is signed is what the service checks", () => {
  const { channel, auth, channel_data: data } = pass(SETTINGS, wish(), 0);
  const signed = createHmac("sha256", "secret").update(`12.34:${channel}:${data}`).digest("hex");
  assert.equal(auth, `key:${signed}`);
  assert.deepEqual(JSON.parse(data).user_info, WISH.badge);
});

test("the service does not learn the name of a room, and rooms do not meet", () => {
  const channels = ["tea", "tea", "tea-2"].map((room) => pass(SETTINGS, wish({ room }), 0).channel);
  assert.equal(channels[0], channels[1]);
  assert.notEqual(channels[0], channels[2]);
  assert.match(channels[0], /^presence-tatap-[0-9a-f]{32}$/);
  const other = read({ ...ENV, TATAP_PUSHER_SECRET: "other" });
  assert.notEqual(pass(other, wish(), 0).channel, channels[0]);
});

test("whoever proves who they were is that again, and nobody else is", () => {
  const { seat } = pass(SETTINGS, wish(), 0);
  const id = (change) => pass(SETTINGS, wish(change), 0).seat.id;
  assert.equal(id({ seat }), seat.id);
  assert.notEqual(id({}), seat.id);
  assert.notEqual(id({ seat: { ...seat, proof: "0".repeat(64) } }), seat.id);
  assert.notEqual(id({ seat, room: "tea-2" }), seat.id);
  assert.notEqual(id({ seat, badge: { ...WISH.badge, key: "B".repeat(43) } }), seat.id);
});

test("credentials of a relay are those of the TURN REST convention", () => {
  const env = { ...ENV, TATAP_TURN_URLS: "turn:a.example, turn:b.example", TATAP_TURN_SECRET: "north" };
  const { seat, ice_servers: servers, ice_lifetime: lifetime } = pass(read(env), wish(), 1_000_000);
  const username = `${1_000 + lifetime}:${seat.id}`;
  const credential = createHmac("sha1", "north").update(username).digest("base64");
  assert.deepEqual(servers, [{ urls: ["turn:a.example", "turn:b.example"], username, credential }]);
  const fixed = read({ ...ENV, TATAP_ICE_SERVERS: '[{"urls":["stun:s.example"]}]' });
  assert.deepEqual(pass(fixed, wish(), 0).ice_servers, [{ urls: ["stun:s.example"] }]);
});

test("what is no request is none", async () => {
  const { badge } = WISH;
  const bad = [
    { socket_id: "12.34:presence-x:" },
    { socket_id: 12 },
    { room: "Tea" },
    { room: "" },
    { room: "a".repeat(65) },
    { badge: undefined },
    { badge: { ...badge, name: "" } },
    { badge: { ...badge, name: "a\nb" } },
    { badge: { ...badge, name: "a".repeat(65) } },
    { badge: { ...badge, key: "A" } },
    { badge: { ...badge, engine: {} } },
    { seat: {} },
    { seat: { id: "7", proof: "0".repeat(64) } },
    { seat: { id: 7, proof: "0" } },
  ];
  for (const change of bad) assert.equal(wish(change), undefined, JSON.stringify(change));
  for (const text of ["", "[]", "null", "{"]) assert.equal(parse(text), undefined, text);
  assert.ok(wish({ badge: { ...badge, more: "x" } }));
  assert.equal(wish({ badge: { ...badge, more: "x" } }).badge.more, undefined);
});

test("what is missing is said to the operator, not to everyone", async () => {
  assert.match(read({}), /TATAP_PUSHER_KEY/);
  assert.match(read({ ...ENV, TATAP_TURN_URLS: "turn:a.example" }), /TATAP_TURN_SECRET/);
  assert.match(read({ ...ENV, TATAP_ICE_SERVERS: "{" }), /TATAP_ICE_SERVERS/);
  const request = (body) => new Request("http://localhost/api/pass", { method: "POST", body });
  const errors = [];
  const { error } = console;
  console.error = (text) => errors.push(text);
  try {
    const answer = await POST(request(JSON.stringify(WISH)));
    assert.equal(answer.status, 500);
    assert.doesNotMatch(await answer.text(), /PUSHER/);
  } finally {
    console.error = error;
  }
  assert.equal(errors.length, 1);
  Object.assign(process.env, ENV);
  assert.equal((await POST(request("{}"))).status, 400);
  assert.equal((await POST(request(" ".repeat(5_000)))).status, 400);
  const answer = await POST(request(JSON.stringify(WISH)));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("cache-control"), "no-store");
});
