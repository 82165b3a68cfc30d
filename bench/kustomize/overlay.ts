import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files of a base of `count` resources and of an overlay that changes all of them. */
export function overlayFiles(count: number, options: { replacements?: boolean } = {}): Record<string, string> {
  const files: Record<string, string> = {};
  const names = Array.from({ length: count }, (_, index) => `r${index}.yaml`);
  names.forEach((name, index) => {
    files[`base/${name}`] = resource(index);
  });
  const list = names.map((name) => `- ${name}\n`).join('');
  files['base/kustomization.yaml'] = `resources:\n${list}configMapGenerator:\n- name: shared\n  literals:\n  - a=b\n`;
  files['overlay/kustomization.yaml'] = overlay + (options.replacements === true ? replacements : '');
  return files;
}

const overlay = `resources:
- ../base
namespace: production
namePrefix: prod-
labels:
- pairs:
    env: production
  includeSelectors: true
commonAnnotations:
  team: core
images:
- name: registry.example.com/app
  newTag: 2.0.0
patches:
- target:
    kind: Deployment
  patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: any
    spec:
      template:
        spec:
          containers:
          - name: app
            env:
            - name: EXTRA
              value: "1"
`;

const replacements = `replacements:
- source:
    kind: ConfigMap
    name: config-0
    fieldPath: data.level
  targets:
  - select:
      kind: Service
    fieldPaths:
    - metadata.annotations.level
    options:
      create: true
`;

/** Of five in a row one is a ConfigMap, one a Service, one a Secret and two are Deployments that use them. */
export function resource(index: number, note = 'info'): string {
  const first = index - (index % 5);
  switch (index % 5) {
    case 0:
      return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-${index}\ndata:\n  level: ${note}\n  url: https://example.com/${index}\n  file: |\n    line one ${index}\n    line two\n`;
    case 1:
      return `apiVersion: v1\nkind: Service\nmetadata:\n  name: app-${index}\nspec:\n  selector:\n    app: app-${index}\n  ports:\n  - name: http\n    port: 80\n    targetPort: 8080\n`;
    case 2:
      return `apiVersion: v1\nkind: Secret\nmetadata:\n  name: secret-${index}\ntype: Opaque\ndata:\n  password: c2VjcmV0\n`;
    default:
      return deployment(index, first);
  }
}

function deployment(index: number, first: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
  labels:
    app: app-${index}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-${index}
  template:
    metadata:
      labels:
        app: app-${index}
    spec:
      containers:
      - name: app
        image: registry.example.com/app:1.0.${index}
        ports:
        - containerPort: 8080
        env:
        - name: LEVEL
          valueFrom:
            configMapKeyRef:
              name: config-${first}
              key: level
        - name: SHARED
          valueFrom:
            configMapKeyRef:
              name: shared
              key: a
        envFrom:
        - secretRef:
            name: secret-${first + 2}
        resources:
          limits:
            cpu: 500m
            memory: 256Mi
          requests:
            cpu: 100m
            memory: 128Mi
        livenessProbe:
          httpGet:
            path: /healthz
            port: 8080
          initialDelaySeconds: 5
      volumes:
      - name: config
        configMap:
          name: config-${first}
`;
}

/** Writes files below a new folder, which is removed when the scope ends. */
export function onDisk(files: Readonly<Record<string, string>>): Disposable & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), 'juanie-bench-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
