import { defineMessages } from '@juanie/fault';

/** What delivery says to people. Codes are permanent: they are stored with what they describe. */
export const message = defineMessages({
  // Pushes
  PushDeploys: {
    en: '{branch} is built and deployed to {environments}.',
    'zh-CN': '{branch} 将构建并部署到 {environments}。',
  },
  PushDeploysAndWaits: {
    en: '{branch} is built and deployed to {environments}; {manual} is started by hand.',
    'zh-CN': '{branch} 将构建并部署到 {environments}；{manual} 需要手动发起。',
  },
  PushWaits: {
    en: '{branch} is built into a release; {manual} is started by hand.',
    'zh-CN': '{branch} 将构建为一个版本；{manual} 需要手动发起。',
  },
  PushMatchesNoRule: {
    en: 'No rule of {project} names the branch {branch}, so nothing is built or deployed.',
    'zh-CN': '{project} 没有匹配分支 {branch} 的规则，因此不会构建或部署。',
  },
  PushIsTag: {
    en: 'Tags are kept; they start nothing in {project}.',
    'zh-CN': '标签已保存；{project} 不会因标签触发任何操作。',
  },
  PushDeletesBranch: {
    en: 'The branch {branch} is deleted; nothing runs.',
    'zh-CN': '分支 {branch} 已删除，不会触发任何操作。',
  },
  PushProjectInactive: {
    en: '{project} is {state}: the push is kept, nothing is built.',
    'zh-CN': '{project} 当前状态为 {state}：推送已保存，但不会构建。',
  },
  PushFileBroken: {
    en: 'juanie.yaml of {branch} cannot be used, so nothing is built.',
    'zh-CN': '{branch} 的 juanie.yaml 无法使用，因此不会构建。',
  },
  PushChangesFleet: {
    en: 'Applied to {environments}, under your name.',
    'zh-CN': '将以你的名义应用到 {environments}。',
  },
  PushChangesNothing: {
    en: 'No environment is affected by this change.',
    'zh-CN': '此变更不影响任何环境。',
  },
  PushFollow: { en: 'Follow it: {url}', 'zh-CN': '查看进度：{url}' },
  RefusedFleetForce: {
    en: 'The history of the fleet is never rewritten: pull, rebase and push again.',
    'zh-CN': '不允许改写集群仓库的历史：请先拉取并变基，然后再推送。',
  },
  RefusedFleetDelete: {
    en: 'The branch main of the fleet cannot be deleted.',
    'zh-CN': '不能删除集群仓库的 main 分支。',
  },
  RefusedDefaultForce: {
    en: 'The history of {branch} is protected: pull, rebase and push again.',
    'zh-CN': '{branch} 的历史受保护：请先拉取并变基，然后再推送。',
  },
  RefusedDefaultDelete: {
    en: 'The default branch {branch} cannot be deleted.',
    'zh-CN': '不能删除默认分支 {branch}。',
  },
  RefusedMirror: {
    en: 'This repository mirrors {upstream}: push there.',
    'zh-CN': '这是 {upstream} 的镜像仓库：请推送到源仓库。',
  },
  RefusedFile: { en: 'juanie.yaml cannot be used:', 'zh-CN': 'juanie.yaml 无法使用：' },
  // Project creation and deletion
  StepAskedBy: { en: 'Asked for by {by} ({email})', 'zh-CN': '由 {by}（{email}）发起' },
  StepRepositoryDone: { en: 'Repository {repository}', 'zh-CN': '代码仓库 {repository}' },
  StepTemplateDone: { en: 'Template {template}, commit {commit}', 'zh-CN': '模板 {template}，提交 {commit}' },
  StepTemplateSkipped: { en: 'The repository has its own code.', 'zh-CN': '仓库已有自己的代码。' },
  StepMirrored: { en: 'Copied from {upstream}', 'zh-CN': '已从 {upstream} 复制' },
  StepEnvironmentsDone: { en: 'In this order: {environments}', 'zh-CN': '顺序：{environments}' },
  StepFleetDone: { en: 'Commit {commit} in the fleet', 'zh-CN': '集群仓库提交 {commit}' },
  StepHostsDone: { en: 'Hosts: {hosts}', 'zh-CN': '主机名：{hosts}' },
  StepBuildDone: { en: 'Build #{number}', 'zh-CN': '构建 #{number}' },
  StepBuildNone: { en: 'Nothing to build yet: push a commit.', 'zh-CN': '尚无可构建的内容：请推送一个提交。' },
  GoesRepository: { en: 'The Git repository with all its branches', 'zh-CN': 'Git 仓库及其所有分支' },
  GoesEnvironment: {
    en: 'Namespace {namespace} with everything that runs in it, and its volumes',
    'zh-CN': '命名空间 {namespace}，包括其中运行的一切和存储卷',
  },
  GoesImages: { en: 'Images in the registry', 'zh-CN': '镜像仓库中的镜像' },
  GoesHistory: {
    en: '{releases} releases and {deployments} deployments',
    'zh-CN': '{releases} 个版本和 {deployments} 次部署',
  },
  GoesFleet: { en: 'Its folder in the fleet (the history stays)', 'zh-CN': '集群仓库中的目录（历史记录保留）' },
  GoesHost: { en: 'The host becomes free', 'zh-CN': '主机名将被释放' },
  GoneProven: { en: 'Proven gone: {what}', 'zh-CN': '已确认删除：{what}' },
  // Builds
  BuildSuperseded: { en: 'A newer push to {branch} replaced it.', 'zh-CN': '已被 {branch} 的新推送取代。' },
  BuildCancelledBy: { en: 'Cancelled by {by}.', 'zh-CN': '由 {by} 终止。' },
  BuildRestarted: { en: 'Started again after the server stopped.', 'zh-CN': '服务器停止后已重新开始。' },
  // Deployments
  DeploymentSuperseded: { en: 'Deployment #{number} replaced it.', 'zh-CN': '已被部署 #{number} 取代。' },
  DeploymentOvertaken: {
    en: 'Deployment #{number} overtook it while it was rolling out.',
    'zh-CN': '滚动更新期间被部署 #{number} 取代。',
  },
  DeploymentCancelledBy: { en: 'Cancelled by {by}.', 'zh-CN': '由 {by} 终止。' },
  DeploymentRejectedBy: { en: 'Rejected by {by}: {comment}', 'zh-CN': '被 {by} 拒绝：{comment}' },
  EnvironmentGone: { en: 'The environment is being deleted.', 'zh-CN': '环境正在删除。' },
  ReleaseBlocked: {
    en: '{release} failed in {environment} and was rolled back; a newer release may go there.',
    'zh-CN': '{release} 在 {environment} 部署失败并已回滚；可以部署更新的版本。',
  },
  StepQueued: { en: 'Waited {seconds} s', 'zh-CN': '等待了 {seconds} 秒' },
  StepBuilds: { en: 'Build #{number} makes the release', 'zh-CN': '构建 #{number} 正在生成版本' },
  BuildOfCommitFailed: { en: 'Build #{number} gave no release', 'zh-CN': '构建 #{number} 未能生成版本' },
  StepChecked: { en: 'Images by digest: {count}', 'zh-CN': '{count} 个镜像，均以摘要锁定' },
  StepNothingToCheck: { en: 'Nothing to check', 'zh-CN': '无需检查' },
  StepApprovalNone: { en: 'Not required', 'zh-CN': '无需审批' },
  StepApprovalWaits: { en: '{given} of {required} approvals', 'zh-CN': '已获得 {given}/{required} 个批准' },
  StepApproved: { en: 'Approved by {by}', 'zh-CN': '由 {by} 批准' },
  StepCommitted: { en: 'Commit {commit} in the fleet', 'zh-CN': '集群仓库提交 {commit}' },
  StepCommitUnchanged: { en: 'The fleet says so already', 'zh-CN': '集群仓库已是所需状态' },
  StepFetching: { en: 'Flux is at {revision}', 'zh-CN': 'Flux 当前位于 {revision}' },
  StepFetched: { en: 'Revision {revision}', 'zh-CN': '修订 {revision}' },
  StepApplying: { en: 'Flux applies the change', 'zh-CN': 'Flux 正在应用变更' },
  StepApplied: { en: 'Applied to {namespace}', 'zh-CN': '已应用到 {namespace}' },
  StepRolling: { en: '{ready} of {desired} pods ready', 'zh-CN': '{ready}/{desired} 个 Pod 就绪' },
  StepRolledOut: { en: '{desired} pods ready', 'zh-CN': '{desired} 个 Pod 已就绪' },
  StepRolledNone: { en: 'Scaled to zero', 'zh-CN': '已缩容到零' },
  StepHealthWaits: { en: 'Waiting for Flux to confirm', 'zh-CN': '等待 Flux 确认' },
  StepHealthy: { en: 'Healthy', 'zh-CN': '健康' },
  StepVerified: { en: '{host} answered {status}', 'zh-CN': '{host} 返回 {status}' },
  StepVerifyAgain: { en: '{host} answered {status}; trying again', 'zh-CN': '{host} 返回 {status}，正在重试' },
  StepVerifySkipped: { en: 'Nothing to dial', 'zh-CN': '无需探测' },
  // Why a deployment failed: also its permanent reason
  FleetRefused: { en: 'The change cannot be written to the fleet: {detail}', 'zh-CN': '无法写入集群仓库：{detail}' },
  NotFetched: {
    en: 'Flux did not fetch the commit within {seconds} s: {detail}',
    'zh-CN': 'Flux 未能在 {seconds} 秒内获取该提交：{detail}',
  },
  NotApplied: { en: 'Flux could not apply the change: {detail}', 'zh-CN': 'Flux 无法应用变更：{detail}' },
  ContainerKeepsExiting: {
    en: '{container} in {pod} exited {exits} times, last with code {code}',
    'zh-CN': '{pod} 中的 {container} 已退出 {exits} 次，最后一次退出码为 {code}',
  },
  ContainerOutOfMemory: {
    en: '{container} in {pod} used more memory than its limit and was ended {exits} times',
    'zh-CN': '{pod} 中的 {container} 内存超出限制，已被终止 {exits} 次',
  },
  ContainerCannotStart: {
    en: '{container} in {pod} cannot start: {reason}: {detail}',
    'zh-CN': '{pod} 中的 {container} 无法启动：{reason}：{detail}',
  },
  RolloutTimedOut: {
    en: 'Not ready after {seconds} s: {ready} of {desired} pods',
    'zh-CN': '{seconds} 秒后仍未就绪：{ready}/{desired} 个 Pod',
  },
  ListensElsewhere: {
    en: '{container} in {pod} listens on port {found} instead of the port in PORT ({expected})',
    'zh-CN': '{pod} 中的 {container} 监听的是端口 {found}，而不是 PORT 指定的端口（{expected}）',
  },
  VerifyFailed: {
    en: '{host} answered {status} for {seconds} s',
    'zh-CN': '{host} 在 {seconds} 秒内一直返回 {status}',
  },
  VerifyUnreachable: { en: '{host} did not answer: {detail}', 'zh-CN': '{host} 没有响应：{detail}' },
  HealthLost: { en: 'Flux reports: {detail}', 'zh-CN': 'Flux 报告：{detail}' },
  // What is still true
  StillRuns: { en: '{environment} still runs {release}.', 'zh-CN': '{environment} 仍在运行 {release}。' },
  StillNothing: { en: '{environment} runs nothing yet.', 'zh-CN': '{environment} 尚未运行任何版本。' },
  RollingBack: {
    en: 'Deployment #{number} takes {environment} back to {release}.',
    'zh-CN': '部署 #{number} 正在将 {environment} 回滚到 {release}。',
  },
  NothingToReturnTo: {
    en: '{environment} has run nothing before, so there is nothing to go back to.',
    'zh-CN': '{environment} 之前没有运行过任何版本，无法回滚。',
  },
  PushedChangeStays: {
    en: 'The commit was pushed by hand, so it stays: push a repair, or roll back.',
    'zh-CN': '该提交由人工推送，因此予以保留：请推送修复，或执行回滚。',
  },
  // Holds
  HoldRollbackAuto: {
    en: '{release} failed and was rolled back by deployment #{number}',
    'zh-CN': '{release} 部署失败，已由部署 #{number} 回滚',
  },
  // Health and sync
  HealthNoRelease: { en: 'Nothing was deployed yet.', 'zh-CN': '尚未部署。' },
  HealthReady: { en: '{ready} of {desired} pods ready', 'zh-CN': '{ready}/{desired} 个 Pod 就绪' },
  HealthMissing: { en: 'The workload {name} is not in the cluster.', 'zh-CN': '集群中没有工作负载 {name}。' },
  HealthPod: { en: '{pod}: {reason}', 'zh-CN': '{pod}：{reason}' },
  SyncAt: { en: 'Applied {revision}', 'zh-CN': '已应用 {revision}' },
  SyncBehind: {
    en: 'Flux is at {revision}, the fleet at {wanted}.',
    'zh-CN': 'Flux 位于 {revision}，集群仓库位于 {wanted}。',
  },
  SyncFailed: { en: '{reason}: {detail}', 'zh-CN': '{reason}：{detail}' },
  SyncUnknown: { en: 'Flux has not reported yet.', 'zh-CN': 'Flux 尚未报告。' },
  // Promotion and gates
  PromotePossible: { en: '{release} can move from {from}.', 'zh-CN': '{release} 可以从 {from} 晋级。' },
  PromoteSame: { en: '{release} runs here already.', 'zh-CN': '{release} 已在此运行。' },
  PromoteNothing: { en: '{from} runs nothing that could move.', 'zh-CN': '{from} 没有可晋级的版本。' },
  PromoteOlder: { en: 'What runs here is newer than {from}.', 'zh-CN': '这里运行的版本比 {from} 更新。' },
  GateApproval: { en: 'Needs {required} approval', 'zh-CN': '需要 {required} 个批准' },
  GateApprovalOptional: { en: 'Approval on request', 'zh-CN': '可按需请求审批' },
  GateApprovalNone: { en: 'No approval needed', 'zh-CN': '无需审批' },
  GateHold: { en: 'Held by {by}: {reason}', 'zh-CN': '由 {by} 锁定：{reason}' },
  GateHoldNone: { en: 'Not held', 'zh-CN': '未锁定' },
  GateQueue: { en: 'Deployment #{number} is running', 'zh-CN': '部署 #{number} 正在进行' },
  GateQueueNone: { en: 'Nothing else is running', 'zh-CN': '没有其他部署正在进行' },
  GateSource: { en: 'Works in {from}', 'zh-CN': '在 {from} 运行正常' },
  GateSourceUnproven: { en: 'Has not worked in {from} yet', 'zh-CN': '尚未在 {from} 成功运行' },
  // Why a button is not offered
  WhyEnded: { en: 'It has ended.', 'zh-CN': '已经结束。' },
  WhyNotWaiting: { en: 'It does not wait for an approval.', 'zh-CN': '不在等待审批。' },
  WhyRole: { en: 'It needs the role {needed}.', 'zh-CN': '需要角色“{needed}”。' },
  WhyOwn: {
    en: 'You asked for it; somebody else has to approve it.',
    'zh-CN': '由你发起，需要其他人审批。',
  },
  WhyOwnAllowed: {
    en: 'You are the only one who may approve, so you may approve your own; it is recorded.',
    'zh-CN': '你是唯一有审批权限的人，可以批准自己的请求；这会被记录。',
  },
  WhyApprovedAlready: { en: 'You have approved it.', 'zh-CN': '你已经批准。' },
  WhyNoEarlier: { en: 'Nothing earlier worked here.', 'zh-CN': '这里没有更早的可用版本。' },
  WhyNotHeld: { en: 'The environment is not held.', 'zh-CN': '环境没有锁定。' },
  WhyNoRelease: { en: 'It has no release.', 'zh-CN': '没有对应的版本。' },
  WhyNoNext: { en: 'There is no environment after this one.', 'zh-CN': '之后没有其他环境。' },
  WhyNotSuccessful: { en: 'Only what works here can be promoted.', 'zh-CN': '只有在此运行成功的版本才能晋级。' },
});
