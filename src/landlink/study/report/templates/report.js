"use strict";
(() => {
  const tip = document.getElementById("tip");
  const clamp = (v, low, high) => Math.min(Math.max(v, low), high);

  // One tip for maps and charts; the browser's own titles would come late and look foreign.
  function say(text, x, y) {
    tip.textContent = text;
    tip.hidden = !text;
    if (!text) return;
    const box = tip.getBoundingClientRect();
    tip.style.left = clamp(x + 14, 6, innerWidth - box.width - 6) + "px";
    tip.style.top = (y + 18 + box.height > innerHeight ? y - box.height - 12 : y + 18) + "px";
  }
  for (const title of document.querySelectorAll("svg.llmap title")) {
    title.parentNode.dataset.tip = title.textContent;
    title.remove();
  }
  for (const mark of document.querySelectorAll("svg.chart [aria-label]")) mark.dataset.tip = mark.getAttribute("aria-label");
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest && event.target.closest("svg [data-tip]");
    say(mark && !event.buttons ? mark.dataset.tip : "", event.clientX, event.clientY);
  });
  document.addEventListener("pointerdown", (event) => {
    const mark = event.target.closest && event.target.closest("svg [data-tip]");
    if (mark && event.pointerType !== "mouse") setTimeout(() => say(mark.dataset.tip, event.clientX, event.clientY), 60);
  });
  addEventListener("scroll", () => say(""), { passive: true });

  const spots = [
    ["start", 8, 4], ["end", -8, 4], ["middle", 0, -9], ["middle", 0, 18],
    ["start", 7, -6], ["end", -7, -6], ["start", 7, 14], ["end", -7, 14],
  ];

  class RouteMap {
    constructor(frame) {
      this.svg = frame.querySelector("svg.llmap");
      this.figure = frame.closest("figure");
      this.home = this.svg.dataset.view.split(" ").map(Number);
      this.view = this.home.slice();
      this.pointers = {};
      this.listen(frame);
      this.show();
    }
    listen(frame) {
      const svg = this.svg;
      const zoom = frame.querySelector(".zoom");
      zoom.hidden = false;
      zoom.addEventListener("click", (event) => {
        const how = event.target.dataset.zoom;
        if (how === "all") this.reset();
        else if (how) this.zoom(how === "in" ? 1.5 : 1 / 1.5);
      });
      svg.addEventListener("wheel", (event) => {
        if (!event.ctrlKey && document.activeElement !== svg) return;
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY * 0.002), event);
      }, { passive: false });
      svg.addEventListener("pointerdown", (event) => {
        this.pointers[event.pointerId] = event;
        if (event.pointerType === "mouse") svg.setPointerCapture(event.pointerId);
        if (Object.keys(this.pointers).length > 1) svg.style.touchAction = "none";
      });
      svg.addEventListener("pointermove", (event) => this.move(event));
      for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
        svg.addEventListener(name, (event) => {
          delete this.pointers[event.pointerId];
          svg.classList.remove("drag");
          if (!Object.keys(this.pointers).length) svg.style.touchAction = "";
        });
      }
      svg.addEventListener("dblclick", (event) => this.zoom(2, event));
      svg.addEventListener("keydown", (event) => this.key(event));
      for (const route of svg.querySelectorAll(".route")) {
        route.tabIndex = 0;
        route.addEventListener("focus", () => this.step(route, 0));
        route.addEventListener("blur", () => this.leave(route));
      }
      if ("ResizeObserver" in window) new ResizeObserver(() => this.show()).observe(svg);
    }
    // Map units per pixel, whichever side binds.
    unit() {
      const box = this.svg.getBoundingClientRect();
      return Math.max(this.view[2] / (box.width || 1), this.view[3] / (box.height || 1));
    }
    show() {
      this.svg.setAttribute("viewBox", this.view.map((v) => v.toFixed(2)).join(" "));
      this.svg.style.setProperty("--u", this.unit());
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.declutter());
    }
    // Names in order of importance, each in the first free place around its dot; one that finds
    // none waits for a closer view.  Same rule as in places.py.
    declutter() {
      const frame = this.svg.getBoundingClientRect();
      const unit = this.unit();
      const onScreen = (g) => {
        const [x, y] = g.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
        return [
          frame.width / 2 + (x - this.view[0] - this.view[2] / 2) / unit,
          frame.height / 2 + (y - this.view[1] - this.view[3] / 2) / unit,
        ];
      };
      const around = ([x, y], r) => [x - r, y - r, x + r, y + r];
      const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
      const within = (b) => b[0] > 2 && b[1] > 2 && b[2] < frame.width - 2 && b[3] < frame.height - 2;
      const zoom = this.figure.querySelector(".zoom").getBoundingClientRect();
      const taken = [[zoom.left - frame.left, zoom.top - frame.top, zoom.right - frame.left, zoom.bottom - frame.top]];
      const shown = [...this.svg.querySelectorAll(".scenario")].filter((g) => g.style.display !== "none");
      const scope = shown[0] || this.svg;
      for (const badge of scope.querySelectorAll(".badge:not(.off)")) taken.push(around(onScreen(badge), 10));
      const place = (text, spot, anchor, dx, dy, high) => {
        const wide = text.getComputedTextLength();
        const left = spot[0] + dx - { start: 0, middle: wide / 2, end: wide }[anchor];
        return [left, spot[1] + dy - high, left + wide, spot[1] + dy + 3];
      };
      const stops = [...scope.querySelectorAll(".stop")].reverse();
      const dots = stops.map((stop) => around(onScreen(stop), 4));
      stops.forEach((stop, number) => {
        const text = stop.querySelector("text");
        text.classList.remove("crowded");
        const own = [text.getAttribute("text-anchor"), +text.getAttribute("x"), +text.getAttribute("y")];
        const free = [own, ...spots].find(([anchor, dx, dy]) => {
          const box = place(text, onScreen(stop), anchor, dx, dy, 11);
          const clash = taken.some((t) => meet(t, box)) || dots.some((d, i) => i !== number && meet(d, box));
          if (clash || !within(box)) return false;
          taken.push(box);
          return true;
        });
        if (!free) return text.classList.add("crowded");
        text.setAttribute("text-anchor", free[0]);
        text.setAttribute("x", free[1]);
        text.setAttribute("y", free[2]);
      });
      for (const country of this.svg.querySelectorAll(".country")) {
        const text = country.firstElementChild;
        text.classList.remove("crowded");
        const box = place(text, onScreen(country), "middle", 0, 0, 9);
        const far = text.classList.contains("tight") && this.view[2] > this.home[2] / 1.8;
        if (far || taken.some((t) => meet(t, box))) text.classList.add("crowded");
        else taken.push(box);
      }
    }
    at(event) {
      const box = this.svg.getBoundingClientRect();
      const unit = this.unit();
      const x = this.view[0] + this.view[2] / 2 + (event.clientX - box.left - box.width / 2) * unit;
      const y = this.view[1] + this.view[3] / 2 + (event.clientY - box.top - box.height / 2) * unit;
      return [x, y];
    }
    zoom(factor, event) {
      const [x, y] = event ? this.at(event) : [this.view[0] + this.view[2] / 2, this.view[1] + this.view[3] / 2];
      const width = clamp(this.view[2] / factor, this.home[2] / 24, this.home[2] * 1.5);
      const k = width / this.view[2];
      this.view = [x - (x - this.view[0]) * k, y - (y - this.view[1]) * k, width, this.view[3] * k];
      this.bound();
    }
    pan(dx, dy) {
      this.view[0] += dx;
      this.view[1] += dy;
      this.bound();
    }
    bound() {
      const [x, y, w, h] = this.home;
      this.view[0] = clamp(this.view[0], x - w * 0.3, x + w * 1.3 - this.view[2]);
      this.view[1] = clamp(this.view[1], y - h * 0.3, y + h * 1.3 - this.view[3]);
      this.show();
    }
    reset() {
      this.view = this.home.slice();
      this.show();
    }
    move(event) {
      const before = this.pointers[event.pointerId];
      if (!before) return;
      const ids = Object.keys(this.pointers);
      const unit = this.unit();
      if (ids.length === 2) {
        const other = this.pointers[ids.find((id) => Number(id) !== event.pointerId)];
        const gap = (a) => Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY) || 1;
        this.zoom(gap(event) / gap(before), { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 });
        this.pan((before.clientX - event.clientX) * unit / 2, (before.clientY - event.clientY) * unit / 2);
      } else if (event.pointerType === "mouse" && event.buttons) {
        this.svg.classList.add("drag");
        this.pan((before.clientX - event.clientX) * unit, (before.clientY - event.clientY) * unit);
      }
      this.pointers[event.pointerId] = event;
    }
    key(event) {
      const route = event.target.closest(".route");
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === "+" || event.key === "=") this.zoom(1.5);
      else if (event.key === "-") this.zoom(1 / 1.5);
      else if (event.key === "0") this.reset();
      else if (event.key === "Escape") say("");
      else if (by && route) this.step(route, by[0] + by[1]);
      else if (by) this.pan(by[0] * this.view[2] * 0.12, by[1] * this.view[3] * 0.12);
      else return;
      event.preventDefault();
    }
    step(route, by) {
      const legs = [...route.querySelectorAll(".leg")];
      if (!legs.length) return;
      const now = legs.findIndex((leg) => leg.classList.contains("on"));
      this.leave(route);
      const next = by ? legs[clamp(now + by, 0, legs.length - 1)] : null;
      const mark = next || route;
      if (next) next.classList.add("on");
      const box = mark.getBoundingClientRect();
      say(next ? next.dataset.tip : route.getAttribute("aria-label"), box.left + box.width / 2, box.top + box.height / 2);
    }
    leave(route) {
      for (const leg of route.querySelectorAll(".leg.on")) leg.classList.remove("on");
      say("");
    }
    filter(scenario, letters) {
      for (const layer of this.svg.querySelectorAll(".scenario")) {
        const on = layer.dataset.scenarios.split(" ").includes(scenario);
        layer.style.display = on ? "" : "none";
        const view = layer.dataset.view.split(" ").map(Number);
        if (on && view.join() !== this.home.join()) {
          this.home = view;
          this.view = view.slice();
        }
      }
      for (const part of this.svg.querySelectorAll("[data-row]")) part.classList.toggle("off", !letters.has(part.dataset.row));
      this.show();
    }
  }

  for (const frame of document.querySelectorAll(".frame")) {
    const map = new RouteMap(frame);
    const controls = map.figure.querySelector(".controls");
    const help = map.figure.querySelector(".help");
    if (help) help.hidden = false;
    if (!controls) continue;
    controls.hidden = false;
    const update = () => {
      const radio = controls.querySelector("input[type=radio]:checked");
      const scenario = radio ? radio.value : "0";
      for (const key of controls.querySelectorAll(".routekey")) {
        key.classList.toggle("absent", !key.dataset.scenarios.split(" ").includes(scenario));
      }
      map.filter(scenario, new Set([...controls.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value)));
    };
    controls.addEventListener("change", update);
    update();
    addEventListener("beforeprint", () => map.reset());
  }

  const tools = document.querySelector(".tools");
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target;
    if (button.dataset.do === "print") print();
    if (button.dataset.do === "details") {
      const all = [...document.querySelectorAll("details")];
      const open = !all.every((item) => item.open);
      for (const item of all) item.open = open;
      button.textContent = open ? button.dataset.close : button.dataset.open;
    }
  });
})();
