import { SortableTable } from "./vendor/moj-sortable-table.js";

// The component sorts a column upwards first; of a number, readers ask for the most.
class PlaceTable extends SortableTable {
  onSortButtonClick(event) {
    const heading = event.target.closest("th[data-map-most-first][aria-sort=none]");
    if (heading) {
      heading.setAttribute("aria-sort", "ascending"); // which the component turns round
    }
    super.onSortButtonClick(event);
  }
}

// The component only starts where the page says that the browser is able; a browser that reads modules is.
document.body.classList.add("govuk-frontend-supported");
document.querySelectorAll("[data-map-table]").forEach(function (table) {
  new PlaceTable(table);
});
