/** What the configuration of a test cluster depends on. */
export interface ClusterConfiguration {
  readonly directory: string;
  readonly host: string;
  readonly ports: { readonly controller: number; readonly database: number; readonly nodes: readonly [number, number] };
  readonly accounting: boolean;
  readonly minJobAge: number;
  readonly maxJobCount: number;
  /** MiB of each node. */
  readonly memory: number;
}

/** The text of `slurm.conf` of a cluster with two nodes on this machine: `n1` and `n2`. */
export function slurmConf({ directory, host, ports, accounting, minJobAge, maxJobCount, memory }: ClusterConfiguration): string {
  const database = accounting
    ? `AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=${ports.database}
AccountingStoragePass=${directory}/munge/socket
AccountingStorageEnforce=associations,limits,qos
AccountingStoreFlags=job_comment
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1`
    : `AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none`;
  const nodes = ports.nodes.map(
    (port, index) => `NodeName=n${index + 1} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${port} CPUs=8 RealMemory=${memory} Features=f${index + 1}`,
  );
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${ports.controller}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${directory}/munge/socket
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
ReturnToService=2
StateSaveLocation=${directory}/state
SlurmdSpoolDir=${directory}/spool-%n
SlurmctldPidFile=${directory}/slurmctld.pid
SlurmdPidFile=${directory}/slurmd-%n.pid
SlurmctldLogFile=${directory}/slurmctld.log
SlurmdLogFile=${directory}/slurmd-%n.log
SlurmctldTimeout=10
SlurmdTimeout=300
MessageTimeout=5
KillWait=2
MinJobAge=${minJobAge}
MaxJobCount=${maxJobCount}
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
DefMemPerCPU=50
MaxArraySize=${Math.min(101, maxJobCount)}
${database}
${nodes.join("\n")}
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=60 DefaultTime=10 State=UP
PartitionName=tiny Nodes=n1 MaxNodes=1 MaxTime=1 State=UP
`;
}

/** The text of `slurmdbd.conf` of that cluster. */
export function slurmdbdConf({ directory, host, ports }: ClusterConfiguration): string {
  return `DbdHost=${host}
DbdAddr=127.0.0.1
DbdPort=${ports.database}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${directory}/munge/socket
LogFile=${directory}/slurmdbd.log
PidFile=${directory}/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=root
StorageLoc=accounting
`;
}
