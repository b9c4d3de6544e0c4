import { render } from "preact";
import { fetchAbout } from "./demo";
import "./style.css";
import { App, goOn, showTheme } from "./ui/app";

showTheme();
const about = await fetchAbout();
goOn(about);
render(<App about={about} />, document.getElementById("app") as HTMLElement);
