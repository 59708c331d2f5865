declare module "asl-validator" {
  /** Checks a state machine against the Amazon States Language, its JSONata for syntax. */
  export default function validate(definition: unknown): {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  };
}
