// The least that any synthesis costs: Node, the framework, one class of the provider.
require("cdktf");
require("@cdktf/provider-aws/lib/ecr-repository");
