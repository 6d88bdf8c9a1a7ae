// Lets the app open without a network: keeps its page and the files that the page names, and nothing else.
// The page is taken from here only where the server does not answer, so that no version outlives the server's.
const CACHE = "app";
const PAGE = "/";

// Trunk writes a hash of the content into these names: what they hold is the same for ever.
const HASHED = /\/[\w./-]+-[0-9a-f]{12,16}(?:_bg)?\.\w+/g;

const isHashed = (path) => path.replace(HASHED, "") === "";

// The app is one page at every address that is no file and not the server's own.
const isPage = (path) =>
  path.startsWith("/r/") || (!/\.[^/]*$/.test(path) && !/^\/(admin|api|auth|healthz|metrics|readyz|ws)(\/|$)/.test(path));

const isApp = (response) =>
  response.ok && !response.redirected && response.headers.get("Content-Type")?.startsWith("text/html");

// Keeps a page once all its files are there, and lets go of the files of any other.
const keep = async (response) => {
  const names = new Set((await response.clone().text()).match(HASHED));
  const cache = await caches.open(CACHE);
  const add = async (name) => (await cache.match(name, { ignoreVary: true })) ?? cache.add(name);
  await Promise.all([...names].map(add));
  await cache.put(PAGE, response);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== PAGE && !names.has(pathname)) await cache.delete(request, { ignoreVary: true });
  }
};

const page = async (event) => {
  try {
    const response = await fetch(event.request);
    // A page that cannot be kept is shown all the same.
    if (isApp(response)) event.waitUntil(keep(response.clone()).catch(() => {}));
    return response;
  } catch (error) {
    const kept = await caches.match(PAGE, { ignoreVary: true });
    if (!kept) throw error;
    return kept;
  }
};

const file = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fetch(PAGE, { cache: "no-cache" }).then((response) => isApp(response) && keep(response)));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (isPage(pathname)) event.respondWith(page(event));
  } else if (isHashed(pathname)) {
    event.respondWith(file(request));
  }
});
