import { journey } from "./support/journey";

journey({
  name: "eec-dev",
  verdicts: {
    create: ["aws_iam_role.access_promotion_reader:create"], // production's account reads what was tested
  },
});
