#!/usr/bin/env node
// Stands in for Terraform in tests of `slipway apply`: obeys `stand-in.json` in the folder it runs in, notes what it was called with,
// and changes the service in the emulator as an apply would.
const { appendFileSync, readFileSync } = require("node:fs");

const orders = JSON.parse(readFileSync("stand-in.json", "utf8"));
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
  if (orders.signals) process.kill(process.ppid, orders.signals);
  process.exitCode = orders.exit;
}

function show() {
  const resources = orders.wants
    ? [{ address: "aws_ecs_service.service", values: { task_definition: orders.wants } }]
    : [];
  process.stdout.write(JSON.stringify({ values: { root_module: { resources } } }));
}

if (args[0] === "apply") apply();
else show();
