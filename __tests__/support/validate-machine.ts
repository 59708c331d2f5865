import { createRequire } from "node:module";
import type { Ajv, Options } from "ajv";
import validate from "asl-validator";

/** What asl-validator compiles its schemas with; it looks here at each call. */
const compiler = createRequire(require.resolve("asl-validator"))("ajv") as {
  default: new (options: Options) => Ajv;
};

let compiled: Ajv | undefined;

/** What asl-validator says of a state machine. By itself it compiles its schemas anew for each, which is most of what it does. */
export function validateMachine(machine: unknown): ReturnType<typeof validate> {
  const { default: ordinary } = compiler;
  compiler.default = new Proxy(ordinary, {
    construct(Compiler, [options]) {
      // It has its keywords, and refuses to be given one twice.
      if (compiled) compiled.addKeyword = () => compiled as Ajv;
      compiled ??= new Compiler(options);
      return compiled;
    },
  });
  try {
    return validate(machine);
  } finally {
    compiler.default = ordinary;
  }
}
