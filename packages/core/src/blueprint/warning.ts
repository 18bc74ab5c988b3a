import type { Place } from "../system/index.ts";

/** Something in a blueprint that is worth a look and hinders nothing. */
export interface Warning {
  /** Stable: `SETTING_UNKNOWN`, `SETTING_DEPRECATED`, `YAML_BOOLEAN`, ... */
  readonly code: string;
  readonly message: string;
  readonly at: Place;
  readonly remedy: string;
}
