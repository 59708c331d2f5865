import {
  applySideEffects,
  frontendSideEffects,
  promotionSideEffects,
} from "./command-side-effects";
import { machineSideEffects, sideEffectTable } from "./side-effects";

/** `docs/side-effects.md`: every change that the deployer and the commands make, and what finds it again. */
export function sideEffectsPage(): string {
  return `# What is changed, and what finds it again

<!-- Made by \`npm run generate\` from tools/delivery-docs; change it there. -->

For whoever changes the [deployer](delivery.md) or a command, or asks what is left when one is stopped in the middle.

What finds a change again is written, or chosen as a name or key, before it: a second try finds or repeats the first. It is looked for after a call without an answer and in every take-over, so no error
after a change ends in an outcome that says that nothing happened.

## The deployer's states

${sideEffectTable(machineSideEffects)}

## The commands

Of \`npm run plan\`, \`npm run apply\`, \`hold\`, \`resume\`, \`run\`, \`connect\`, \`restore\` and \`unlock\`. A record is written before what it is of, else that does not start, and again at its end.

${sideEffectTable(applySideEffects)}

## Evidence and promotion

Of \`slipway evidence\` and \`slipway promote\` ([promotion.md](promotion.md)).

${sideEffectTable(promotionSideEffects)}

## The frontend

Of \`slipway frontend\` ([frontend.md](frontend.md#releases)), under a lease as a promotion's.

${sideEffectTable(frontendSideEffects)}
`;
}
