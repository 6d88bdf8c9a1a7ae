// Rings for the page: browsers slow the timers of a hidden tab down to one a minute, but not those of its worker.
// The page posts the milliseconds until the next ring, or null for none.
let timer;
onmessage = ({ data }) => {
  clearTimeout(timer);
  if (data !== null) timer = setTimeout(() => postMessage("rang"), data);
};
postMessage("ready");
