/** The extension of the config file that a template makes, with the dot: `.ini` for `NAME.ini.hbs`. */
export function configExtension(template: URL | string | undefined): string {
  return /(\.[A-Za-z0-9]+)\.hbs$/.exec(String(template ?? ""))?.[1] ?? ".ini";
}
