import { nearest } from "../../../system/index.ts";

// Other spellings of commands that mean something here. Not HTCondor's `args`, which builders use as a macro: `arguments = $(ARGS)`.
const synonyms: ReadonlyMap<string, string> = new Map([
  ["get_env", "getenv"],
  ["initial_dir", "initialdir"],
  ["job_iwd", "initialdir"],
  ["job_prio", "priority"],
  ["jobprio", "priority"],
  ["prio", "priority"],
  ["requestcpus", "request_cpus"],
  ["requestdisk", "request_disk"],
  ["requestmemory", "request_memory"],
  ["stderr", "error"],
  ["stdin", "input"],
  ["stdout", "output"],
]);

/** The commands that a job description is made of. */
export const understoodCommands: ReadonlySet<string> = list(`
  arguments checkpoint_exit_code container_image container_target_dir environment error executable getenv initialdir input log max_retries output
  priority request_cpus request_disk request_memory success_exit_code`);

/** The commands that are refused: they change what a job does or whether it runs, and to ignore them would run something else. */
export const refusedCommands: ReadonlySet<string> = list(`
  cron_day_of_month cron_day_of_week cron_hour cron_minute cron_month cron_prep_time cron_window deferral_prep_time deferral_time
  deferral_window docker_image env_delimiter hold machine_count node_count noop_job noop_job_exit_code noop_job_exit_signal on_exit_remove output_destination retry_until
  shell tool_daemon_args tool_daemon_arguments tool_daemon_cmd tool_daemon_error tool_daemon_input tool_daemon_output`);

/**
 * The commands of the manual of condor_submit that tell HTCondor where to run a job and what to move: kept for schedulers that use them.
 * `universe` and those that move files are read as well: see universe.ts and transfer.ts.
 */
export const keptCommands: ReadonlySet<string> = list(`
  accounting_group accounting_group_user allow_startup_script allowed_execute_duration allowed_job_duration append_files batch_id batch_name
  batch_project batch_queue batch_runtime buffer_block_size buffer_files buffer_size checkpoint_destination compress_files concurrency_limits
  concurrency_limits_expr container_service_names copy_to_spool coresize cuda_version dagman_log delegate_job_gsi_credentials_lifetime
  description docker_network_type docker_override_entrypoint docker_pull_policy docker_send_credentials dont_encrypt_input_files
  dont_encrypt_output_files email_attributes encrypt_execute_directory encrypt_input_files encrypt_output_files 
  erase_output_and_error_on_restart fetch_files file_remaps gpus_maximum_capability gpus_maximum_runtime gpus_minimum_capability
  gpus_minimum_memory gpus_minimum_runtime hold_kill_sig image_size job_ad_information_attrs job_lease_duration job_machine_attrs
  job_machine_attrs_history_length job_max_vacate_time jobbatchname keep_claim_idle kill_sig kill_sig_timeout leave_in_queue load_profile
  local_files log_xml manifest manifest_dir match_list_length max_idle max_job_retirement_time max_materialize max_transfer_input_mb
  max_transfer_output_mb next_job_start_delay nice_user notification notify_user on_exit_hold on_exit_hold_reason on_exit_hold_subcode
  periodic_hold periodic_hold_reason periodic_hold_subcode periodic_release periodic_remove periodic_remove_reason
  periodic_vacate periodic_vacate_reason preferences preserve_relative_executable preserve_relative_paths primary_unix_group project_name
  public_input_files rank remote_initialdir remove_kill_sig request_gpus require_gpus requirements retry_request_memory
  retry_request_memory_increase retry_request_memory_max run_as_owner should_transfer_files skip_filechecks skip_if_dataflow stack_size
  starter_debug starter_log stream_error stream_input stream_output submit_event_notes submit_event_user_notes suspend_job_at_exec
  transfer_checkpoint_files transfer_container transfer_error transfer_executable transfer_input transfer_input_files transfer_output
  transfer_output_files transfer_output_remaps transfer_plugins ulog_execute_attrs universe use_oauth_services use_scitokens use_x509userproxy
  want_graceful_removal want_io_proxy want_parallel_scheduling when_to_transfer_output x509userproxy`);

/** Every command of the submit description language that is known by name. */
export const knownCommands: ReadonlySet<string> = new Set([...understoodCommands, ...synonyms.keys(), ...keptCommands, ...refusedCommands]);

// A DAG may write the same name 100,000 times.
const canonicalNames = new Map<string, string>();
const mostRemembered = 1000;

/** The one name for all spellings of a command or macro: lower case, `+Attr` as `my.attr`, synonyms resolved. */
export function canonicalName(written: string): string {
  const known = canonicalNames.get(written);
  if (known !== undefined) return known;
  const lower = written.toLowerCase();
  const name = lower.startsWith("+") ? `my.${lower.slice(1)}` : (synonyms.get(lower) ?? lower);
  if (canonicalNames.size < mostRemembered) canonicalNames.set(written, name);
  return name;
}

/** Whether a canonical name is one that a job description is made of. */
function isUnderstood(name: string): boolean {
  return understoodCommands.has(name);
}

/** Whether a canonical name is that of a command, or of an attribute of the job. */
export function isKnown(name: string): boolean {
  return isUnderstood(name) || isKept(name) || isRefused(name);
}

/** Whether a canonical name is refused. */
export function isRefused(name: string): boolean {
  return refusedCommands.has(name);
}

/** Whether a canonical name is kept for HTCondor: commands that do not matter here, attributes (`my.x`) and a pool's own resources (`request_x`). */
export function isKept(name: string): boolean {
  if (keptCommands.has(name) || name.startsWith("my.")) return true;
  if (understoodCommands.has(name)) return false;
  // A mistyped request_memory must not pass for a resource.
  return name.startsWith("request_") && nearest(name.slice("request_".length), ["cpus", "disk", "gpus", "memory"]) === undefined;
}

function list(names: string): ReadonlySet<string> {
  return new Set(names.trim().split(/\s+/));
}
