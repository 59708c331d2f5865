#!/usr/bin/env node
// Stands in for Terraform in tests of `slipway plan` and `slipway apply`: obeys STAND_IN_TERRAFORM, or else `stand-in.json` in the folder
// it runs in, notes there what it was called with, and changes the emulator as an apply would.
const { appendFileSync, copyFileSync, readFileSync } = require("node:fs");

const orders = JSON.parse(process.env.STAND_IN_TERRAFORM ?? readFileSync("stand-in.json", "utf8"));
const args = process.argv.slice(2);
appendFileSync("called", `${args.join(" ")}\n`);

async function apply() {
  process.stdout.write("stand-in: applying\n");
  if (orders.service && orders.runs) {
    const { ECSClient, UpdateServiceCommand } = require("@aws-sdk/client-ecs");
    await new ECSClient({}).send(
      new UpdateServiceCommand({
        cluster: orders.cluster,
        service: orders.service,
        taskDefinition: orders.runs,
      }),
    );
  }
  if (orders.repository) {
    const { ECRClient, CreateRepositoryCommand } = require("@aws-sdk/client-ecr");
    await new ECRClient({}).send(
      new CreateRepositoryCommand({ repositoryName: orders.repository }),
    );
  }
  if (orders.signals) process.kill(process.ppid, orders.signals);
  process.exitCode = orders.exit;
}

function show() {
  const resources = orders.wants
    ? [{ address: "aws_ecs_service.service", values: { task_definition: orders.wants } }]
    : [];
  process.stdout.write(JSON.stringify({ values: { root_module: { resources } } }));
}

function plan() {
  copyFileSync(orders.plan, "plan");
  process.exitCode = 2; // there are changes
}

const commands = { init() {}, plan, apply, show };
commands[args[0]]();
