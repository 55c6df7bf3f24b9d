/* Lets an officer on the spot fill in where they are by a press of a button; the form works without it. */
(function () {
  "use strict";

  var button = document.querySelector("[data-concern-locate]");
  var said = document.querySelector("[data-concern-said]");
  if (!button || !navigator.geolocation) {
    return;
  }
  var form = button.form;
  button.hidden = false;
  button.addEventListener("click", function () {
    said.textContent = "One moment: your device is finding out where you are.";
    navigator.geolocation.getCurrentPosition(function (found) {
      form.elements.longitude.value = found.coords.longitude.toFixed(6);
      form.elements.latitude.value = found.coords.latitude.toFixed(6);
      form.elements.accuracy.value = Math.max(10, Math.round(found.coords.accuracy));
      said.textContent = "Your position is filled in, to within " + form.elements.accuracy.value + " m.";
    }, function () {
      said.textContent = "Your device does not say where it is. Type the place instead.";
    }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
})();
