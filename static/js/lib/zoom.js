/** A view of a picture is { scale, x, y }: `scale` 1 where the whole of it is fitted, (x, y) the
 *  point of the picture, in fractions of its sides, that stands in the middle of its pane. So panes
 *  and pictures of different sizes can share one.
 *
 *  A room is { fit, pane, one }: the size of the fitted picture and of its pane, { width, height }
 *  in CSS pixels, and the scale at which a pixel of the picture is a pixel of the screen. */
export const FIT = Object.freeze({ scale: 1, x: 0.5, y: 0.5 });
const MOST = 8;

const between = (least, value, most) => Math.min(Math.max(value, least), most);

/** The largest size of a picture's shape in a room of this size. */
export function fitted({ width, height }, room) {
  const share = Math.min(room.width / width, room.height / height);
  return { width: width * share, height: height * share };
}

/** The view without a gap between picture and pane: a side that is shorter stands in the middle. */
export function held({ scale, x, y }, { fit, pane, one }) {
  const size = between(Math.min(1, one), scale, Math.max(1, one * MOST));
  const along = (at, length, room) => {
    const half = Math.min(0.5, room / length / 2);
    return between(half, at, 1 - half);
  };
  return { scale: size, x: along(x, fit.width * size, pane.width), y: along(y, fit.height * size, pane.height) };
}

/** Another scale; what is `at` this place, in pixels from the middle of the pane, stays there. */
export function zoomed(view, wanted, at, room) {
  const { scale } = held({ ...view, scale: wanted }, room);
  const share = 1 / view.scale - 1 / scale;
  const [x, y] = [view.x + (at.x / room.fit.width) * share, view.y + (at.y / room.fit.height) * share];
  return held({ scale, x, y }, room);
}

/** The picture pushed by so many pixels. */
export function moved(view, by, room) {
  const { fit } = room;
  const [x, y] = [view.x - by.x / (fit.width * view.scale), view.y - by.y / (fit.height * view.scale)];
  return held({ ...view, x, y }, room);
}

/** Fitted becomes 100 %, everything else fitted. */
export const toggled = (view, at, room) => (view.scale === 1 ? zoomed(view, room.one, at, room) : FIT);

/** Where the picture's first corner lies in its pane, in pixels. */
export function corner({ scale, x, y }, { fit, pane }) {
  return { x: pane.width / 2 - x * fit.width * scale, y: pane.height / 2 - y * fit.height * scale };
}
