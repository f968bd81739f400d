interface Words {
  builtIn: Readonly<Record<string, string>>;
  connect: string;
}

/** What a rule of the robot is called: as the configuration has it, or, of those that are built in, in words. */
export function ruleName(rule: string, t: Words): string {
  return t.builtIn[rule] ?? rule.replace(/^built-in:connect:/, `${t.connect} `);
}
