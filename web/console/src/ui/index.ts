import "./ui.css";

export { Badge, type Tone } from "./Badge";
export { Button, type ButtonProps } from "./Button";
export { Choice } from "./Choice";
export { Counter } from "./Counter";
export { Dialog, DialogButtons } from "./Dialog";
export { Checkbox, Select, TextArea, TextField, type Option } from "./Field";
export { KeyHint } from "./KeyHint";
export { Panel } from "./Panel";
export { Table, type Column } from "./Table";
export { attempt, complain, tell, Toasts } from "./Toasts";
export { Waiting } from "./Waiting";
