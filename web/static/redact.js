// Draw boxes over a photograph with a mouse, a pen or a finger. Each is four number fields, which work without this.

const SIDES = ["left", "top", "width", "height"];
const SMALLEST = 0.5; // percent of the picture: less is a tap that slipped
const ADDED = [35, 35, 30, 30];

const form = document.querySelector("[data-redact]");
const picture = form.querySelector("[data-picture]");
const drawing = picture.querySelector("svg");
const list = form.querySelector("[data-boxes]");
const template = form.querySelector("template[data-box]");
const said = form.querySelector("[data-said]");

function boxes() {
  return [...list.querySelectorAll("fieldset")];
}

function fieldOf(box, side) {
  return box.querySelector(`[name="${side}"]`);
}

function numbersOf(box) {
  return SIDES.map((side) => fieldOf(box, side).valueAsNumber);
}

function setNumbers(box, numbers) {
  SIDES.forEach((side, index) => {
    fieldOf(box, side).value = String(Math.round(numbers[index] * 100) / 100);
  });
}

// Draw every box whose numbers are complete.
function redraw() {
  const shapes = boxes().map(numbersOf).filter(([left, top, width, height]) =>
    Number.isFinite(left + top) && width > 0 && height > 0);
  drawing.replaceChildren(...shapes.map((numbers) => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    ["x", "y", "width", "height"].forEach((name, index) => shape.setAttribute(name, numbers[index]));
    return shape;
  }));
}

// Call the boxes 1, 2, 3 again after one came or went.
function renumber() {
  boxes().forEach((box, index) => {
    const number = index + 1;
    box.querySelector("legend").textContent = `Box ${number}`;
    const drop = box.querySelector("button");
    drop.textContent = `Remove box ${number}`;
    drop.value = `drop-${number}`;
    fieldOf(box, "left").id = `box_${number}`;
  });
}

function addBox(numbers) {
  const box = template.content.firstElementChild.cloneNode(true);
  list.append(box);
  setNumbers(box, numbers);
  renumber();
  redraw();
  return box;
}

function dropBox(box) {
  box.remove();
  renumber();
  redraw();
}

function pointOf(event) {
  const frame = drawing.getBoundingClientRect();
  const share = (at, start, length) => Math.min(Math.max(((at - start) / length) * 100, 0), 100);
  return [share(event.clientX, frame.left, frame.width), share(event.clientY, frame.top, frame.height)];
}

let begun = null;

function stretch(event) {
  if (begun === null || event.pointerId !== begun.pointer) {
    return;
  }
  const [x, y] = pointOf(event);
  const [left, top] = begun.from;
  setNumbers(begun.box, [Math.min(x, left), Math.min(y, top), Math.abs(x - left), Math.abs(y - top)]);
  redraw();
}

function finish(event) {
  if (begun === null || event.pointerId !== begun.pointer) {
    return;
  }
  const { box } = begun;
  begun = null;
  const [, , width, height] = numbersOf(box);
  if (event.type === "pointercancel" || width < SMALLEST || height < SMALLEST) {
    dropBox(box);
    return;
  }
  said.textContent = `Box ${boxes().length} added.`;
}

drawing.addEventListener("pointerdown", (event) => {
  if (begun !== null || event.button !== 0) {
    return;
  }
  drawing.setPointerCapture(event.pointerId);
  const from = pointOf(event);
  begun = { pointer: event.pointerId, from, box: addBox([...from, 0, 0]) };
});
drawing.addEventListener("pointermove", stretch);
drawing.addEventListener("pointerup", finish);
drawing.addEventListener("pointercancel", finish);

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button === null) {
    return;
  }
  if (button.value === "add") {
    event.preventDefault();
    const box = addBox(ADDED);
    said.textContent = `Box ${boxes().length} added in the middle.`;
    fieldOf(box, "left").focus();
  } else if (button.value.startsWith("drop-")) {
    event.preventDefault();
    said.textContent = `${button.closest("fieldset").querySelector("legend").textContent} removed.`;
    dropBox(button.closest("fieldset"));
    form.querySelector('button[value="add"]').focus();
  }
});

list.addEventListener("input", redraw);
// Enter in a field shows what the numbers are; nothing needs to be sent for that.
list.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    redraw();
  }
});

for (const box of boxes()) {
  if (numbersOf(box).every(Number.isNaN) && box.querySelector(".govuk-error-message") === null) {
    box.remove();
  }
}
renumber();
redraw();
picture.classList.add("app-redact__picture--drawn");
for (const element of form.querySelectorAll("[data-with-script]")) {
  element.hidden = false;
}
for (const element of form.querySelectorAll("[data-without-script]")) {
  element.hidden = true;
}
