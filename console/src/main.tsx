import { render } from "preact";
import { fetchAbout } from "./demo";
import "./style.css";
import { App, showTheme } from "./ui/app";

showTheme();
const about = await fetchAbout();
render(<App about={about} />, document.getElementById("app") as HTMLElement);
