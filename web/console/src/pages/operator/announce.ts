/**
 * Tells of a call that rings to who looks elsewhere: the window's title, and a
 * notification where the browser may show one. Returns what ends that.
 */
export function announce(text: string): () => void {
  const before = document.title;
  let on = true;
  document.title = `☎ ${text}`;
  const blink = setInterval(() => {
    on = !on;
    document.title = on ? `☎ ${text}` : before;
  }, 1000);
  const shown = document.hidden && "Notification" in window && Notification.permission === "granted" ? new Notification(text, { tag: "cabline" }) : undefined;
  if (shown) {
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  }
  return () => {
    clearInterval(blink);
    document.title = before;
    shown?.close();
  };
}
