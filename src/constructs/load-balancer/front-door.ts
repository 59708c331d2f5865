/** A load balancer as the rest of the environment sees it, whoever owns it. */
export interface FrontDoor {
  /** The HTTPS listener. */
  readonly listenerArn: string;
  /** Its name in DNS, for an alias record. */
  readonly dnsName: string;
  /** Hosted zone of that name. */
  readonly zoneId: string;
  /** What CloudWatch calls it, such as `app/shop/0123456789abcdef`. */
  readonly arnSuffix: string;
}
