// Lets pages of this site into the channels of a service that speaks Pusher's protocol: a function of Vercel's, and of
// any other host that takes the same form. docs/serverless.md says what for.
//
// It keeps nothing. What it signs holds for one connection to the service, and says who that is.
import { createHmac, randomInt, timingSafeEqual } from "node:crypto";

const MOST_BYTES = 4_096;
const ICE_SECONDS = 3_600;

export async function POST(request) {
  const settings = read(process.env);
  if (typeof settings === "string") {
    console.error(settings);
    return answer(500, { error: "this site is not set up: its log says what is missing" });
  }
  const text = await request.text();
  const wish = text.length <= MOST_BYTES ? parse(text) : undefined;
  if (!wish) return answer(400, { error: "not a request of this protocol" });
  return answer(200, pass(settings, wish, Date.now()));
}

// What is set, or what is missing.
export function read(env) {
  const { TATAP_PUSHER_KEY: key, TATAP_PUSHER_SECRET: secret } = env;
  if (!key || !secret) return "TATAP_PUSHER_KEY and TATAP_PUSHER_SECRET must be set, as the service gives them";
  const { TATAP_TURN_SECRET: turnSecret } = env;
  const turnUrls = list(env.TATAP_TURN_URLS);
  if (turnUrls.length > 0 !== Boolean(turnSecret)) return "TATAP_TURN_URLS and TATAP_TURN_SECRET go together";
  let iceServers;
  try {
    iceServers = JSON.parse(env.TATAP_ICE_SERVERS || "[]");
  } catch {
    return "TATAP_ICE_SERVERS must be a list in JSON";
  }
  return { key, secret, turnUrls, turnSecret, iceServers };
}

function list(text = "") {
  return text.split(",").map((url) => url.trim()).filter(Boolean);
}

// The request, if every part of it is as it must be.
export function parse(text) {
  let wish;
  try {
    wish = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { socket_id: socketId, room, badge, seat } = wish ?? {};
  const is = (value, form) => typeof value === "string" && form.test(value);
  const isBadge =
    is(badge?.name, /^[^\p{Cc}]{1,64}$/u) &&
    is(badge?.engine, /^[a-z]{1,16}$/) &&
    is(badge?.key, /^[A-Za-z0-9_-]{43}$/);
  if (!is(socketId, /^[0-9]{1,24}\.[0-9]{1,24}$/) || !is(room, /^[a-z0-9-]{1,64}$/) || !isBadge) return undefined;
  const isSeat = Number.isInteger(seat?.id) && is(seat?.proof, /^[0-9a-f]{64}$/);
  if (seat !== undefined && !isSeat) return undefined;
  const { name, engine, key } = badge;
  return { socketId, room, badge: { name, engine, key }, seat };
}

// What lets a connection into the channel of a room, as someone new or as whoever has proven to be who they were.
export function pass({ key, secret, turnUrls, turnSecret, iceServers }, { socketId, room, badge, seat }, now) {
  const sign = (text) => createHmac("sha256", secret).update(text).digest("hex");
  // The name of a room opens it: the service does not learn it.
  const channel = `presence-tatap-${sign(`room ${room}`).slice(0, 32)}`;
  const proof = (id) => sign(`seat ${channel} ${id} ${badge.key}`);
  const isTheSame = seat && timingSafeEqual(Buffer.from(seat.proof), Buffer.from(proof(seat.id)));
  const id = isTheSame ? seat.id : randomInt(1, 2 ** 32);
  const channelData = JSON.stringify({ user_id: String(id), user_info: badge });
  const servers = [...iceServers];
  if (turnSecret) {
    // The TURN REST convention, as coturn and Tatap have it.
    const username = `${Math.floor(now / 1000) + ICE_SECONDS}:${id}`;
    const credential = createHmac("sha1", turnSecret).update(username).digest("base64");
    servers.push({ urls: turnUrls, username, credential });
  }
  return {
    channel,
    auth: `${key}:${sign(`${socketId}:${channel}:${channelData}`)}`,
    channel_data: channelData,
    seat: { id, proof: proof(id) },
    ice_servers: servers,
    ...(turnSecret && { ice_lifetime: ICE_SECONDS }),
  };
}

function answer(status, body) {
  return Response.json(body, { status, headers: { "Cache-Control": "no-store" } });
}
