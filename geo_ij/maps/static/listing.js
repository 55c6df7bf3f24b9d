/* Ties the list beside the map to the map: picking in one shows the other, and the filters act on both at once. */
(function () {
  "use strict";

  var GeoIJ = (window.GeoIJ = window.GeoIJ || {});
  var calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var page, canvas, status;

  /* Begin: called by the page's own script when the map and its layers are made. */
  GeoIJ.start = function (map, layers, control) {
    GeoIJ.map = map;
    page = document.querySelector(".map-page");
    canvas = map.getContainer();
    status = page.querySelector("[data-map-status]");
    map.fitBounds(JSON.parse(page.getAttribute("data-map-bounds")), { animate: false });
    new GeoIJ.Where().addTo(map);
    map.on("zoomend", sizeMarkers);
    sizeMarkers();
    canvas.setAttribute("role", "region");
    canvas.setAttribute("aria-label", "Map");
    if (page.clientWidth < 800) {
      page.querySelectorAll("details[data-map-legend]").forEach(function (legend) { legend.open = false; });
    }
    nameControls(control);
    keepInFrame();
    keepRoles();
    makeButtons();
    GeoIJ.listenToRows(page);
    listenToFilters();
    Promise.all(layers.map(function (layer) { return layer.ready; })).then(function () {
      layers.forEach(function (layer) { layer.refresh(); });
      filter(true);
      if (document.readyState === "complete") {
        openAsked();
      } else {
        // Until then the browser itself still scrolls to the row.
        window.addEventListener("load", function () { window.setTimeout(openAsked); });
      }
      window.addEventListener("hashchange", openAsked);
      page.setAttribute("data-map-ready", "yes");
    }).catch(function () {
      page.querySelector("[data-map-failed]").hidden = false;
    });
  };

  /* Seen from far, markers are small, so that they do not hide a whole town. */
  function sizeMarkers() {
    canvas.classList.toggle("map-far", GeoIJ.map.getZoom() < 12);
    canvas.classList.toggle("map-middle", GeoIJ.map.getZoom() >= 12 && GeoIJ.map.getZoom() < 15);
  }

  /* A browser scrolls what has the focus into view; the map moves by itself only. Escape closes a popup anywhere. */
  function keepInFrame() {
    canvas.addEventListener("scroll", function () {
      canvas.scrollTop = 0;
      canvas.scrollLeft = 0;
    });
    canvas.addEventListener("keydown", function (event) {
      if (event.key === "Escape") {
        GeoIJ.map.closePopup();
      }
    });
  }

  /* On a phone the rows are laid out as cards; said outright, the roles of a table survive that. */
  function keepRoles() {
    var roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell",
      "thead th": "columnheader", "tbody th": "rowheader" };
    Object.keys(roles).forEach(function (part) {
      page.querySelectorAll(part === "table" ? ".map-table" : ".map-table " + part).forEach(function (element) {
        element.setAttribute("role", roles[part]);
      });
    });
  }

  function nameControls(control) {
    var toggle = control.getContainer().querySelector(".leaflet-control-layers-toggle");
    toggle.setAttribute("aria-label", "What the map shows");
    toggle.setAttribute("title", "What the map shows");
  }

  /* Each name in the list becomes a button that shows the place on the map. */
  function makeButtons() {
    page.querySelectorAll("[data-map-pick]").forEach(function (name) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "map-link";
      button.textContent = name.textContent;
      button.setAttribute("data-map-pick", name.getAttribute("data-map-pick"));
      name.replaceWith(button);
    });
    page.addEventListener("click", function (event) {
      var button = event.target.closest("button[data-map-pick]");
      if (button) {
        pick(button.getAttribute("data-map-pick"), "list");
      }
    });
  }

  function isNarrow() {
    return canvas.getBoundingClientRect().width > page.clientWidth * 0.8;
  }

  function pick(key, from) {
    GeoIJ.select(key, from);
    var box = canvas.getBoundingClientRect();
    if (isNarrow() || box.bottom < 120 || box.top > window.innerHeight - 120) {
      canvas.scrollIntoView({ block: "start", behavior: calm || from === "link" ? "auto" : "smooth" });
    }
  }

  /* An address that ends in "#hotspot-3" opens on that place. */
  function openAsked() {
    var known = GeoIJ.known.get(window.location.hash.slice(1));
    if (known && known.group.hasLayer(known.layer)) {
      pick(known.feature.properties.key, "link");
    }
  }

  GeoIJ.onSelect = function (key, from) {
    page.querySelectorAll(".map-row--chosen").forEach(function (row) { row.classList.remove("map-row--chosen"); });
    var row = document.getElementById(key);
    if (!row) {
      return;
    }
    GeoIJ.bringIn(row);
    row.classList.add("map-row--chosen");
    row.querySelectorAll("button[data-map-pick]").forEach(function (button) {
      if (button.getAttribute("data-map-pick") === key) {
        button.setAttribute("aria-current", "true");
      }
    });
    if (from !== "list" && !isNarrow()) {
      row.scrollIntoView({ block: "center", behavior: calm || from === "link" ? "auto" : "smooth" });
    }
    if (from === "list" || from === "link") {
      status.textContent = "Shown on the map: " + GeoIJ.known.get(key).feature.properties.name;
    }
  };

  GeoIJ.onUnselect = function (key) {
    var row = document.getElementById(key);
    if (row) {
      row.classList.remove("map-row--chosen");
      row.querySelectorAll("[aria-current]").forEach(function (button) { button.removeAttribute("aria-current"); });
    }
  };

  GeoIJ.focusRow = function (key) {
    var row = document.getElementById(key);
    row.hidden = false;
    GeoIJ.bringIn(row);
    row.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    row.querySelector("button[data-map-pick]").focus({ preventScroll: true });
  };

  function listenToFilters() {
    var form = page.querySelector("form[data-map-filter]");
    form.hidden = false;
    var asked = new URLSearchParams(window.location.search);
    ["area", "class"].forEach(function (name) {
      var field = form.elements[name];
      var value = asked.get(name);
      if (value !== null && Array.from(field.options).some(function (option) { return option.value === value; })) {
        field.value = value;
      }
      field.addEventListener("change", function () { filter(false); });
    });
    // Another period is another set of figures: only the server has it.
    if (!form.elements.period) {
      form.querySelector("[data-map-apply]").hidden = true;
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        filter(false);
      });
    }
    page.querySelectorAll("[data-map-clear]").forEach(function (link) {
      link.addEventListener("click", function (event) {
        event.preventDefault();
        form.elements.area.value = "";
        form.elements.class.value = "";
        filter(false);
        form.elements.area.focus();
      });
    });
  }

  function filter(first) {
    var form = page.querySelector("form[data-map-filter]");
    var area = form.elements.area.value;
    var group = form.elements.class.value;
    page.querySelectorAll("[data-map-section]").forEach(function (section) {
      var shown = 0;
      var rows = section.querySelectorAll("tr[data-map-areas]");
      rows.forEach(function (row) {
        var here = !area || row.getAttribute("data-map-areas").split("|").indexOf(area) >= 0;
        var fits = !group || section.getAttribute("data-map-section") !== "hotspots" || row.getAttribute("data-map-group") === group;
        row.hidden = !(here && fits);
        shown += row.hidden ? 0 : 1;
        var known = GeoIJ.known.get(row.id);
        if (known) {
          known.group.show(row.id, !row.hidden);
        }
      });
      section.querySelector("[data-map-count]").textContent = counted(section, shown, rows.length);
      section.querySelector("[data-map-empty]").hidden = shown > 0;
      section.querySelector("table").hidden = shown === 0;
      page.querySelector('[data-map-jump="' + section.getAttribute("data-map-section") + '"]').textContent =
        counted(section, shown, rows.length);
      GeoIJ.shorten(section);
    });
    new Set(Array.from(GeoIJ.known.values(), function (known) { return known.group; }))
      .forEach(function (layer) { layer.refresh(); });
    page.querySelector("[data-map-clear-line]").hidden = !(area || group);
    if (!first) {
      remember({ area: area, class: group });
      status.textContent = Array.from(page.querySelectorAll("[data-map-count]"), function (count) { return count.textContent; }).join(". ");
    }
    if (!first || area || group) {
      goTo(area || group);
    }
  }

  function counted(section, shown, all) {
    var one = section.getAttribute("data-map-one");
    var many = section.getAttribute("data-map-many");
    var total = all.toLocaleString("en-GB");
    return shown === all ? total + " " + (all === 1 ? one : many) : shown.toLocaleString("en-GB") + " of " + total + " " + many;
  }

  /* Zoom to what is left, or back to everything. */
  function goTo(filtered) {
    var bounds = L.latLngBounds([]);
    if (filtered) {
      GeoIJ.known.forEach(function (known) {
        if (known.group.hasLayer(known.layer)) {
          bounds.extend(known.layer.getBounds ? known.layer.getBounds() : known.layer.getLatLng());
        }
      });
    }
    if (!bounds.isValid()) {
      bounds = L.latLngBounds(JSON.parse(page.getAttribute("data-map-bounds")));
    }
    GeoIJ.map.closePopup();
    GeoIJ.map.fitBounds(bounds, { padding: [20, 20], maxZoom: 15, animate: false });
  }

  function remember(values) {
    var asked = new URLSearchParams(window.location.search);
    Object.keys(values).forEach(function (name) {
      if (values[name]) {
        asked.set(name, values[name]);
      } else {
        asked.delete(name);
      }
    });
    var query = asked.toString();
    try {
      window.history.replaceState(null, "", window.location.pathname + (query ? "?" + query : "") + window.location.hash);
    } catch (refused) {
      // A file opened from a disk may not change its address; the filter works all the same.
      if (!(refused instanceof DOMException)) {
        throw refused;
      }
    }
  }
})();
