const meta = { name: 'x', namespace: 'n', generation: 2 };

type Fields = Record<string, unknown>;

/** Objects in every state that kstatus tells apart; Jobs are left out, Flux judges them otherwise. */
export function statusCases(): unknown[] {
  return [...deployments(), ...statefulSets(), ...daemonSets(), ...replicaSets(), ...pods(), ...others(), ...generic()];
}

function object(apiVersion: string, kind: string, fields: Fields): Fields {
  return { apiVersion, kind, metadata: meta, ...fields };
}

const done = [
  { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message: 'ok' },
  { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'ok' },
];

function deployments(): Fields[] {
  const full = {
    observedGeneration: 2,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    conditions: done,
  };
  const make = (status: Fields, spec: Fields = {}): Fields =>
    object('apps/v1', 'Deployment', {
      spec: { replicas: 3, progressDeadlineSeconds: 600, ...spec },
      status: { ...full, ...status },
    });
  return [
    make({}),
    make({ replicas: 1 }),
    make({ updatedReplicas: 2 }),
    make({ replicas: 4 }),
    make({ availableReplicas: 1 }),
    make({ readyReplicas: 2, updatedReplicas: 3 }),
    make({ conditions: [done[1]] }),
    make({ conditions: [done[0]] }),
    make({ conditions: [] }, { progressDeadlineSeconds: undefined }),
    make({
      conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'late' }],
    }),
    make({ observedGeneration: 1 }),
    make({}, { replicas: 0 }),
    object('apps/v1', 'Deployment', { spec: {} }),
  ];
}

function statefulSets(): Fields[] {
  const full = {
    replicas: 2,
    readyReplicas: 2,
    currentReplicas: 2,
    updatedReplicas: 2,
    currentRevision: 'r',
    updateRevision: 'r',
  };
  const make = (status: Fields, spec: Fields = {}): Fields =>
    object('apps/v1', 'StatefulSet', { spec: { replicas: 2, ...spec }, status: { ...full, ...status } });
  const partition = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } };
  return [
    make({}),
    make({ replicas: 1 }),
    make({ readyReplicas: 1 }),
    make({ replicas: 3 }),
    make({ currentReplicas: 1 }),
    make({ updateRevision: 's' }),
    make({}, partition),
    make({ updatedReplicas: 0 }, partition),
    make({}, { updateStrategy: { type: 'OnDelete' } }),
  ];
}

function daemonSets(): Fields[] {
  const full = {
    observedGeneration: 2,
    desiredNumberScheduled: 2,
    currentNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberAvailable: 2,
    numberReady: 2,
  };
  const names = Object.keys(full).filter((name) => name !== 'observedGeneration' && name !== 'desiredNumberScheduled');
  return [
    object('apps/v1', 'DaemonSet', { status: full }),
    object('apps/v1', 'DaemonSet', { status: {} }),
    object('apps/v1', 'DaemonSet', { status: { observedGeneration: 2 } }),
    { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'x' }, status: full },
    ...names.map((name) => object('apps/v1', 'DaemonSet', { status: { ...full, [name]: 1 } })),
  ];
}

function replicaSets(): Fields[] {
  const full = { replicas: 2, readyReplicas: 2, availableReplicas: 2, fullyLabeledReplicas: 2 };
  const make = (status: Fields): Fields =>
    object('apps/v1', 'ReplicaSet', { spec: { replicas: 2 }, status: { ...full, ...status } });
  const broken = [{ type: 'ReplicaFailure', status: 'True', reason: 'x', message: 'y' }];
  return [
    make({}),
    ...Object.keys(full).map((name) => make({ [name]: 1 })),
    make({ replicas: 3 }),
    make({ conditions: broken }),
  ];
}

function pods(): Fields[] {
  const make = (status: Fields): Fields =>
    object('v1', 'Pod', { metadata: { name: 'p', creationTimestamp: '2020-01-01T00:00:00Z' }, status });
  const looping = [
    { name: 'a', state: { waiting: { reason: 'CrashLoopBackOff' } } },
    { name: 'b', state: { running: {} } },
    { name: 'c', state: { waiting: { reason: 'CrashLoopBackOff' } } },
  ];
  return [
    make({}),
    make({ phase: 'Succeeded' }),
    make({ phase: 'Failed' }),
    make({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }),
    make({ phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] }),
    make({ phase: 'Running', containerStatuses: looping }),
    make({ phase: 'Pending' }),
    make({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] }),
  ];
}

function others(): Fields[] {
  const definition = (conditions: unknown[]): Fields =>
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { status: { conditions } });
  return [
    object('v1', 'ConfigMap', {}),
    object('v1', 'Secret', {}),
    object('batch/v1', 'CronJob', {}),
    object('policy/v1', 'PodDisruptionBudget', {}),
    object('v1', 'Service', { spec: {} }),
    object('v1', 'Service', { spec: { type: 'LoadBalancer' } }),
    object('v1', 'Service', { spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' } }),
    object('v1', 'PersistentVolumeClaim', { status: { phase: 'Bound' } }),
    object('v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }),
    object('v1', 'PersistentVolumeClaim', {}),
    definition([]),
    definition([{ type: 'NamesAccepted', status: 'False', reason: 'Taken', message: 'taken' }]),
    definition([{ type: 'Established', status: 'False', reason: 'Installing', message: 'wait' }]),
    definition([{ type: 'Established', status: 'False', reason: 'Broken', message: 'broken' }]),
    definition([{ type: 'Established', status: 'True', reason: 'ok', message: 'ok' }]),
  ];
}

function generic(): Fields[] {
  const make = (conditions: unknown[], rest: Fields = {}): Fields =>
    object('ex.io/v1', 'Widget', { status: { conditions }, ...rest });
  const condition = (type: string, status: string): Fields => ({
    type,
    status,
    reason: `${type}Why`,
    message: `${type} said`,
  });
  return [
    object('ex.io/v1', 'Widget', {}),
    make([condition('Ready', 'True')]),
    make([condition('Ready', 'False')]),
    make([condition('Ready', 'Unknown')]),
    make([condition('Ready', 'True'), condition('Reconciling', 'True')]),
    make([condition('Stalled', 'True'), condition('Ready', 'False')]),
    make([condition('Reconciling', 'False'), condition('Ready', 'True')]),
    make([], { metadata: { ...meta, deletionTimestamp: '2020-01-01T00:00:00Z' } }),
    object('ex.io/v1', 'Widget', { status: { observedGeneration: 1 } }),
    object('ex.io/v1', 'Widget', { status: { observedGeneration: -1 } }),
    object('networking.k8s.io/v1', 'Ingress', { status: { loadBalancer: {} } }),
  ];
}
