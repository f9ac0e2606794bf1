// What is only a comfort: every page works without it.
import "./menus.js";
import "./forms.js";
