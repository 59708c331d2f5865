import type { DeliverySettings } from "../contract/delivery-settings";
import { lastOfDay } from "../contract/waivers";
import { type Code, code, now } from "./jsonata";

/** The file's waivers, each with its last moment. */
export function waiverEnds(waivers: DeliverySettings["waivers"]) {
  return waivers.map(({ cve, expires }) => ({ cve, until: `${expires}${lastOfDay}` }));
}

/** Those of the file's waivers that count now. */
export function activeWaiversOfFile({ waivers }: Pick<DeliverySettings, "waivers">): Code {
  return code`$filter(${waiverEnds(waivers)}, function($waiver) { $toMillis($waiver.until) >= ${now} })`;
}

/** All waivers that count now: besides the file's those at run time, which also name a package and who waived. */
function activeWaivers(settings: DeliverySettings): Code {
  const ofFile = activeWaiversOfFile(settings);
  return settings.runtimeWaivers === undefined ? ofFile : code`$append(${ofFile}, $waivedHere)`;
}

/**
 * Defines `$waiverOf`, which gives the waiver of a finding, or nothing. One that names a package lets in that package alone: a finding in several
 * needs all of them waived, and ends with the first.
 */
export function defineWaiverOf(settings: DeliverySettings): Code {
  const active = code`$waivers := ${activeWaivers(settings)};`;
  if (settings.runtimeWaivers === undefined) {
    return code`${active}
      $waiverOf := function($one) { $filter($waivers, function($waiver) { $waiver.cve = $one.id })[0] };`;
  }
  return code`${active}
    $longest := function($some) { $sort($some, function($a, $b) { $a.until < $b.until })[0] };
    $waiverOf := function($one) { (
      $of := $filter($waivers, function($waiver) { $waiver.cve = $one.id });
      $whole := $filter($of, function($waiver) { $not($exists($waiver.package)) or $waiver.package = '' });
      $each := $map($one.packages, function($package) {
        $longest($append($whole, $filter($of, function($waiver) { $waiver.package = $package })))
      });
      $count($one.packages) = 0 ? $longest($whole) :
      $count($each) = $count($one.packages) ? $merge([
        {'until': $sort($each, function($a, $b) { $a.until > $b.until })[0].until},
        $exists($each.by) ? {'by': $join($distinct($append([], $each.by)), ' and ')} : {}
      ])
    ) };`;
}
