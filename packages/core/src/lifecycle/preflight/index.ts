// Whether a site takes what is to be submitted there, before it is: by profiles, which are data.
export { checkSites, isToBeSubmitted, type SiteCheck } from "./check.ts";
export type { Finding } from "./finding.ts";
export { profileNamed, type ProfilePlaces } from "./find-profile.ts";
export { isSiteRefusal, refuseForSite } from "./refuse.ts";
