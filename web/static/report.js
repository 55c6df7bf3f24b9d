/* Helps whoever writes a report: keeps what is typed until the server has it, says when there is no signal, makes
   photographs smaller before they are sent, and asks the device where it is. Every page works without this. */
(function () {
  "use strict";

  var PREFIX = "report:";
  var KEPT_FOR = 24 * 3600 * 1000;
  var LONGEST_SIDE = 1600;
  var SMALL_ENOUGH = 1000 * 1000; // a file below this goes as it is, with the place that it may know
  var notice = document.querySelector("[data-report-notice]");

  document.querySelectorAll("[data-report-needs-script]").forEach(function (element) { element.hidden = false; });
  document.querySelectorAll("form[data-report-form]").forEach(prepare);
  tidy();
  window.addEventListener("online", function () {
    say("You have a signal again. Press the button to go on.");
  });
  window.addEventListener("offline", sayOffline);

  function prepare(form) {
    var store = form.dataset.reportKeep === "device" ? storage("localStorage")
      : form.dataset.reportKeep === "tab" ? storage("sessionStorage") : null;
    if (store) {
      restore(form, store);
      form.addEventListener("input", function () { keep(form, store, false); });
      form.addEventListener("change", function () { keep(form, store, false); });
    }
    form.addEventListener("submit", function (event) {
      if (navigator.onLine === false) {
        event.preventDefault();
        sayOffline();
      } else if (store) {
        keep(form, store, true);
      }
    });
    form.addEventListener("change", function (event) { mended(event.target); });
    form.querySelectorAll("[data-report-shrink]").forEach(function (input) { shrinkOnChoice(form, input); });
    form.querySelectorAll("[data-report-locate]").forEach(function (button) { locateOnPress(form, button); });
  }

  /* A choice that was missing is no fault any more once it is made. */
  function mended(field) {
    var group = field.closest(".govuk-form-group--error");
    if (!group || (field.type !== "radio" && field.type !== "checkbox")) {
      return;
    }
    group.classList.remove("govuk-form-group--error");
    group.querySelectorAll(".govuk-error-message").forEach(function (message) {
      var said = group.querySelector("[aria-describedby~='" + message.id + "']");
      if (said) {
        said.setAttribute("aria-describedby", said.getAttribute("aria-describedby").split(" ").filter(function (id) { return id !== message.id; }).join(" "));
      }
      message.remove();
    });
    var summary = document.querySelector(".govuk-error-summary");
    if (summary && summary.querySelectorAll("li").length === 1) {
      summary.remove();
      document.title = document.title.replace(/^Error: /, "");
    }
  }

  function say(words) {
    notice.textContent = words;
    notice.hidden = false;
  }

  function sayOffline() {
    say("You are offline. What you typed is kept on this device: press the button again when you have a signal.");
  }

  function storage(name) {
    try {
      return window[name];
    } catch (error) {
      return null; // shut off by whoever owns the browser
    }
  }

  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && field.type !== "hidden" && field.type !== "file" && field.type !== "submit" && !field.closest(".app-decoy");
    });
  }

  function answersOf(form) {
    return fields(form).map(function (field) {
      return field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
    });
  }

  function keep(form, store, sent) {
    var kept = { at: Date.now(), sent: sent, answers: answersOf(form) };
    try {
      store.setItem(PREFIX + location.pathname, JSON.stringify(kept));
    } catch (error) {
      // A full or forbidden store: the server still gets it.
    }
  }

  /* What was typed here and never reached the server is newer than what the page came with. */
  function restore(form, store) {
    var kept = read(store, PREFIX + location.pathname);
    var list = fields(form);
    if (!kept || kept.sent || kept.answers.length !== list.length || document.querySelector(".govuk-error-summary")) {
      return;
    }
    list.forEach(function (field, i) {
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = kept.answers[i];
      } else {
        field.value = kept.answers[i];
      }
    });
  }

  function read(store, name) {
    try {
      var kept = JSON.parse(store.getItem(name));
      return kept && Date.now() - kept.at < KEPT_FOR ? kept : null;
    } catch (error) {
      return null;
    }
  }

  /* Forget what the server has, what is old, and everything once a report is sent. */
  function tidy() {
    var done = document.querySelector("[data-report-done]");
    ["localStorage", "sessionStorage"].map(storage).forEach(function (store) {
      Object.keys(store || {}).forEach(function (name) {
        var here = name === PREFIX + location.pathname;
        if (name.indexOf(PREFIX) === 0 && (done || (!here && !waits(store, name)))) {
          store.removeItem(name);
        }
      });
    });
  }

  function waits(store, name) {
    var kept = read(store, name);
    return Boolean(kept) && !kept.sent;
  }

  function shrinkOnChoice(form, input) {
    var work = Promise.resolve();
    var busy = false;
    // Whoever comes back to the page has sent these files already.
    window.addEventListener("pageshow", function (event) {
      var opened = performance.getEntriesByType("navigation")[0];
      if (event.persisted || (opened && opened.type === "back_forward")) {
        input.value = "";
      }
    });
    input.addEventListener("change", function () {
      busy = true;
      work = Promise.all(Array.prototype.map.call(input.files, smaller)).then(function (files) {
        var list = new DataTransfer();
        files.forEach(function (file) { list.items.add(file); });
        input.files = list.files;
      }).catch(function () {
        // This browser cannot: the server makes them smaller.
      }).then(function () {
        busy = false;
        input.dataset.reportShrink = "done";
      });
    });
    form.addEventListener("submit", function (event) {
      if (busy && !event.defaultPrevented) {
        event.preventDefault();
        say("One moment: the photograph is being prepared.");
        work.then(function () { form.submit(); });
      }
    });
  }

  function smaller(file) {
    if (file.size <= SMALL_ENOUGH || !window.createImageBitmap) {
      return file;
    }
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (picture) {
      var share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * share);
      canvas.height = Math.round(picture.height * share);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return new Promise(function (done) {
        canvas.toBlob(function (blob) {
          done(blob && blob.size < file.size ? new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" }) : file);
        }, "image/jpeg", 0.85);
      });
    }).catch(function () { return file; });
  }

  function locateOnPress(form, button) {
    if (!navigator.geolocation) {
      form.parentNode.hidden = true;
      return;
    }
    button.addEventListener("click", function (event) {
      event.preventDefault();
      say("One moment: your device is finding out where you are.");
      navigator.geolocation.getCurrentPosition(function (found) {
        form.elements.longitude.value = found.coords.longitude;
        form.elements.latitude.value = found.coords.latitude;
        form.elements.accuracy.value = found.coords.accuracy;
        var by = document.createElement("input");
        by.type = "hidden";
        by.name = "by";
        by.value = button.value;
        form.appendChild(by);
        form.submit();
      }, function (error) {
        say(error.code === 1 ? "Your device may not say where you are. Type a street, park or postcode instead."
          : "Your device does not know where you are. Type a street, park or postcode instead.");
      }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
    });
  }
})();
