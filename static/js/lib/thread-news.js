/** Keeps the thread of an open page true: asks what is new while the page is seen, and tells the
 *  server what came into view. */
const EVERY = 5_000;

export function followThread(host, signal) {
  const thread = () => host.querySelector("#thread");
  const sight = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting) && !document.hidden) read();
  });
  const look = () => {
    sight.disconnect();
    host.querySelector(".show-resolved").hidden = thread().dataset.resolved === "0";
    const news = host.querySelectorAll(".comment.new");
    if (news.length) sight.observe(news[news.length - 1]);
  };
  const read = () => {
    sight.disconnect();
    const { last } = thread().dataset;
    if (last === host.dataset.known) return;
    host.dataset.known = last;
    htmx.ajax("POST", host.dataset.read, { source: host, swap: "none", values: { last } }).catch(() => {});
  };
  const ask = () => {
    if (document.hidden || host.querySelector(".htmx-request")) return;
    const url = `${host.dataset.at}?seen=${thread().dataset.stamp}`;
    htmx.ajax("GET", url, { source: host, target: "#thread", swap: "outerHTML" }).catch(() => {});
  };
  const timer = setInterval(ask, EVERY);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    sight.disconnect();
  });
  document.addEventListener("visibilitychange", () => {
    ask();
    look();
  }, { signal });
  host.addEventListener("htmx:afterSettle", look, { signal });
  look();
}
