// Zooming and moving a drawing by wheel, fingers, buttons and keys: only its view box changes.

const LEAST_BOX = 90;

function zoomTo(box) {
  if (!graphView.map?.isConnected) return;
  graphView.box = { ...box };
  graphView.map.setAttribute("viewBox", `${box.x} ${box.y} ${box.size} ${box.size}`);
}

// Scale the view box about a point of the drawing, its middle by default.
function zoomBy(factor, about = null) {
  const { box, whole } = graphView;
  const size = Math.min(whole.size * 1.6, Math.max(LEAST_BOX, box.size * factor));
  const [x, y] = about ?? [box.x + box.size / 2, box.y + box.size / 2];
  const scale = size / box.size;
  zoomTo({ x: x - (x - box.x) * scale, y: y - (y - box.y) * scale, size });
}

function pointOf(map, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
  return [point.x, point.y];
}

function moveable(map) {
  const fingers = new Map();
  map.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoomBy(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004), pointOf(map, event));
    },
    { passive: false },
  );
  map.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, event));
  map.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    if (fingers.size === 2) pinch(map, fingers, before, event);
    else drag(map, before, event);
    fingers.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    map.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
}

function drag(map, before, event) {
  const [x0, y0] = pointOf(map, before);
  const [x1, y1] = pointOf(map, event);
  zoomTo({ ...graphView.box, x: graphView.box.x + x0 - x1, y: graphView.box.y + y0 - y1 });
}

function pinch(map, fingers, before, event) {
  const still = [...fingers.values()].find((each) => each.pointerId !== event.pointerId);
  const apart = (one) => Math.hypot(one.clientX - still.clientX, one.clientY - still.clientY) || 1;
  zoomBy(apart(before) / apart(event), pointOf(map, still));
}
