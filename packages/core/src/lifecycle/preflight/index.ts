// Whether a site takes what is to be submitted there, before it is: by profiles, which are data.
export { checkSites, type SiteCheck } from "./check.ts";
export type { Finding } from "./finding.ts";
export { refuseForSite } from "./refuse.ts";
