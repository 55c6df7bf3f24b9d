/* Keeps long lists short: the first rows of each, a button that shows the rest, and any row that is asked for. On paper
   and without JavaScript everything is there. */
(function () {
  "use strict";

  var GeoIJ = (window.GeoIJ = window.GeoIJ || {});
  var FIRST = 30;

  /* Mark the rows of a section that come after the first, in the order in which they now stand. */
  GeoIJ.shorten = function (section) {
    var all = section.hasAttribute("data-map-whole");
    var fitting = 0;
    var later = 0;
    section.querySelectorAll("tbody tr").forEach(function (row) {
      fitting += row.hidden ? 0 : 1;
      var waits = !all && !row.hidden && fitting > FIRST && !row.hasAttribute("data-map-brought");
      row.classList.toggle("map-row--later", waits);
      later += waits ? 1 : 0;
    });
    section.querySelector("[data-map-more]").hidden = later === 0;
    section.querySelector("[data-map-all]").textContent = "Show all " + fitting.toLocaleString("en-GB") + " " +
      section.getAttribute("data-map-many");
  };

  /* Bring in one row that waits: it was picked on the map, or an address names it. */
  GeoIJ.bringIn = function (row) {
    if (row.classList.contains("map-row--later")) {
      row.setAttribute("data-map-brought", "");
      GeoIJ.shorten(row.closest("[data-map-section]"));
    }
  };

  /* Listen for the buttons, and for sorting: it changes which rows are the first. */
  GeoIJ.listenToRows = function (page) {
    page.addEventListener("click", function (event) {
      var section = event.target.closest("[data-map-section]");
      if (section && event.target.closest("[data-map-all]")) {
        var next = section.querySelector("tr.map-row--later button[data-map-pick]");
        section.setAttribute("data-map-whole", "");
        GeoIJ.shorten(section);
        next.focus();
      } else if (section && event.target.closest("thead button")) {
        GeoIJ.shorten(section);
      }
    });
  };
})();
