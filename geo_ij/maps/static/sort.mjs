import { SortableTable } from "./vendor/moj-sortable-table.js";

// The component only starts where the page says that the browser is able; a browser that reads modules is.
document.body.classList.add("govuk-frontend-supported");
document.querySelectorAll("[data-map-table]").forEach(function (table) {
  new SortableTable(table);
});
