// What stands in the fields of a log-in, and what of it is sent.
import type { Schemas } from "../../../api";
import type { Language } from "../../../i18n";

export type Role = Schemas["User"]["role"];

export const roles: readonly Role[] = ["operator", "supervisor", "owner", "integration"];

export interface UserForm {
  login: string;
  name: string;
  role: Role;
  /** The extension; "" is none. */
  operator: string;
  /** "" is as the browser has it. */
  language: Language | "";
  disabled: boolean;
  /** Whom a supervisor hears: all, or those below. */
  hearsAll: boolean;
  operators: readonly string[];
  queues: readonly string[];
  /** As they are typed, with commas. */
  groups: string;
  /** A new one; "" is as it is, or made up. */
  password: string;
}

export const newUser: UserForm = {
  login: "", name: "", role: "operator", operator: "", language: "", disabled: false, hearsAll: true, operators: [], queues: [], groups: "", password: "",
};

export function formOf(u: Schemas["User"]): UserForm {
  return {
    ...newUser,
    login: u.login,
    name: u.name,
    role: u.role,
    operator: u.operator ?? "",
    language: u.language ?? "",
    disabled: u.disabled,
    hearsAll: !u.hears,
    operators: u.hears?.operators ?? [],
    queues: u.hears?.queues ?? [],
    groups: (u.hears?.groups ?? []).join(", "),
  };
}

export function changeOf(f: UserForm): Schemas["UserChange"] {
  const groups = f.groups.split(",").map((g) => g.trim()).filter(Boolean);
  const hears = { operators: [...f.operators], queues: [...f.queues], groups };
  return {
    name: f.name.trim(),
    role: f.role,
    operator: f.operator || undefined,
    language: f.language || undefined,
    disabled: f.disabled || undefined,
    hears: f.role === "supervisor" && !f.hearsAll ? hears : undefined,
    password: f.password || undefined,
  };
}
