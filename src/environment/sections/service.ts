import { z } from "zod";
import { flag, oneOf, section, text, wholeNumber, words } from "../fields";

/** CPU units that Fargate sells. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
export const fargateCpuUnits = [256, 512, 1024, 2048, 4096, 8192, 16384] as const;

/** Name of an environment variable. */
export const variableName = () =>
  text(
    /^[A-Za-z_][A-Za-z0-9_]{0,254}$/,
    "a variable name of letters, digits and _, not beginning with a digit",
  );

/** Retention periods that CloudWatch Logs offers, in days. */
export const logRetentionDays = () =>
  oneOf([
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
  ]);

/** The application's tasks. */
export const service = section({
  cpuUnits: oneOf(fargateCpuUnits).describe(
    "CPU of one task in units, 1024 to a vCPU: 256 to 16384 as Fargate sells them.",
  ),
  memoryMiB: wholeNumber(512, 122_880, "MiB").describe(
    "Memory of one task in MiB, 512 to 122880, in a pair with the CPU that Fargate sells.",
  ),
  architecture: oneOf(["X86_64", "ARM64"]).describe("Processor that the image was built for."),
  port: wholeNumber(1, 65_535).describe("TCP port on which the container listens, 1 to 65535."),
  healthCheck: section({
    path: text(/^\/[\x21-\x7e]{0,1023}$/, "a path that begins with /, to 1024 characters").describe(
      "Path that answers 200 when a task can serve, such as /health/ready.",
    ),
    gracePeriodSeconds: wholeNumber(0, 3600, "seconds").describe(
      "Seconds after the start in which a failing check is forgiven, 0 to 3600.",
    ),
  }).describe("How the load balancer tells a task that can serve."),
  tasksMin: wholeNumber(1, 100, "tasks").describe("Least number of tasks, 1 to 100."),
  tasksMax: wholeNumber(1, 100, "tasks").describe("Greatest number of tasks, 1 to 100."),
  scaling: section({
    cpuPercent: wholeNumber(10, 95, "percent").describe(
      "Average CPU that scaling aims at, 10 to 95 percent.",
    ),
    memoryPercent: wholeNumber(10, 95, "percent").describe(
      "Average memory that scaling aims at, 10 to 95 percent.",
    ),
    requestsPerTarget: wholeNumber(1, 1_000_000, "requests").describe(
      "Requests a minute for each task that scaling aims at, 1 to 1000000.",
    ),
  }).describe("What scaling between the least and the greatest number aims at."),
  variables: z
    .record(
      variableName(),
      text(
        /^[\s\S]{0,4096}$/,
        "text of at most 4096 characters, in quotes if it looks like a number",
      ),
      {
        error: "must be a section of names and values",
      },
    )
    .describe(
      "Plain environment variables; text to 4096 characters. Secrets have a section of their own.",
    ),
  migrationCommand: words()
    .nullable()
    .describe(
      "Command that migrates the database before each release, run as a task of the new image; null for none.",
    ),
  execEnabled: flag().describe(
    "true lets people with the permission open a shell in a task (ECS Exec).",
  ),
  logRetentionDays: logRetentionDays().describe(
    "Days that the application's logs are kept: 1, 3, 5, 7, 14, 30, … 3653.",
  ),
}).describe("The ECS service and its task.");
