const GAP = 16;
const UNDER = 36; // what is printed under a picture

/** How many columns and rows give pictures of these shapes, width over height, the most room. */
export function mostRoom(shapes, { width, height }) {
  const tries = shapes.map((_, number) => {
    const columns = number + 1;
    const rows = Math.ceil(shapes.length / columns);
    const [wide, high] = [width / columns - GAP, height / rows - UNDER];
    const covered = shapes.reduce((sum, shape) => sum + Math.min(wide, high * shape) ** 2 / shape, 0);
    return { columns, rows, covered: Math.min(wide, high) > 0 ? covered : 0 };
  });
  return tries.reduce((best, one) => (one.covered > best.covered ? one : best));
}
