import "./page.css";
import "./print/print.css";
import { render } from "preact";
import type { PageData } from "../src/report/page/page-data.ts";
import { App } from "./app.tsx";
import { openCase } from "./case.ts";

const data: PageData = JSON.parse(document.getElementById("data")?.textContent ?? "");
const root = document.getElementById("page");
if (root !== null) {
  root.replaceChildren();
  render(<App of={openCase(data)} />, root);
}
