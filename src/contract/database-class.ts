const gib = 1024 ** 3;

/**
 * Memory of the `large` size in GiB by the beginning of the family; each doubling of the size doubles it.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
 */
const largeGiB: readonly (readonly [family: RegExp, gib: number])[] = [
  [/^[tm]\d/, 8],
  [/^r\d/, 16],
  [/^x2g/, 32],
  [/^c6gd/, 4],
];

const sizes: Readonly<Record<string, number>> = {
  micro: 1 / 8,
  small: 1 / 4,
  medium: 1 / 2,
  large: 1,
  xlarge: 2,
};

/** Families of RDS instance classes whose memory is known here, as people write them. */
export const knownDatabaseFamilies = "db.t, db.m, db.r, db.x2g and db.c6gd";

/** Processors of an RDS instance class as AWS counts them: two up to `large`, and twice as many with each doubling; undefined for a family that is not known here. */
export function databaseProcessors(instanceClass: string): number | undefined {
  const [, family = "", size = ""] = instanceClass.split(".");
  const factor = factorOf(size);
  if (factor === undefined || !largeGiB.some(([beginning]) => beginning.test(family)))
    return undefined;
  return Math.max(2, 2 * factor);
}

/** Whether the class has its processors whole only while it has credits. */
export function isBurstable(instanceClass: string): boolean {
  return instanceClass.startsWith("db.t");
}

function factorOf(size: string): number | undefined {
  const many = /^(\d+)xlarge$/.exec(size)?.[1];
  return many === undefined ? sizes[size] : Number(many) * 2;
}

/** Memory of an RDS instance class such as `db.m7g.large` in bytes; undefined for a family that is not known here. */
export function databaseMemoryBytes(instanceClass: string): number | undefined {
  const [, family = "", size = ""] = instanceClass.split(".");
  const large = largeGiB.find(([beginning]) => beginning.test(family))?.[1];
  const factor = factorOf(size);
  return large === undefined || factor === undefined ? undefined : large * factor * gib;
}

/**
 * About how many connections PostgreSQL takes on the class: the default of `max_connections`,
 * `LEAST({DBInstanceClassMemory/9531392}, 5000)`. That memory is the class's without what RDS itself takes, which AWS gives no number
 * for: a fifth is on the safe side.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
 */
export function databaseConnections(instanceClass: string): number | undefined {
  const memory = databaseMemoryBytes(instanceClass);
  return memory === undefined ? undefined : Math.min(Math.floor((memory * 0.8) / 9_531_392), 5000);
}
