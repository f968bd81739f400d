import "./theme/tokens.css";
import "./theme/base.css";
import "./app/app.css";
import { render } from "preact";
import { resume } from "./api/session";
import { App } from "./app/App";
import { startClock } from "./i18n/clock";
import { keepLanguage } from "./i18n/language";
import { startKeys } from "./keys";
import { startRouter } from "./router";
import { keepTheme } from "./theme/theme";

keepTheme();
keepLanguage();
resume();
startRouter();
startClock();
startKeys();

const place = document.getElementById("console");
if (place) render(<App />, place);
