import { defineMessages } from '@juanie/fault';

/** What the gateway says in the place of an application. */
export const gatewayMessages = defineMessages({
  GatewayUnknownHostTitle: { en: 'There is no site here', 'zh-CN': '这里没有网站' },
  GatewayUnknownHostText: {
    en: 'No application uses the address {host}. Check it for typing errors; an environment that was created just now needs a few seconds.',
    'zh-CN': '没有应用使用 {host} 这个地址。请检查地址是否有误；如果环境刚刚创建，请等几秒再试。',
  },
  GatewayUnknownHostWhy: {
    en: 'No HTTPRoute or Ingress names this host. See which addresses your projects have:',
    'zh-CN': '没有 HTTPRoute 或 Ingress 指定这个域名。看看你的项目有哪些地址：',
  },
  GatewayNoRouteTitle: { en: 'There is no such page', 'zh-CN': '没有这个页面' },
  GatewayNoRouteText: {
    en: 'The site {host} exists, but none of its routes covers this path.',
    'zh-CN': '网站 {host} 存在，但它的路由都不包含这个路径。',
  },
  GatewayNoRouteWhy: {
    en: 'No rule fits the path, method, headers or query of this request. See what the environment serves:',
    'zh-CN': '没有规则匹配这个请求的路径、方法、请求头或参数。看看这个环境提供了什么：',
  },
  GatewayNoBackendTitle: { en: 'This application is not deployed yet', 'zh-CN': '这个应用还没有部署' },
  GatewayNoBackendText: {
    en: 'The address is set up, but nothing runs behind it yet. After the first deployment it answers here.',
    'zh-CN': '地址已经准备好，但后面还没有运行任何应用。第一次部署完成后，这里就能访问。',
  },
  GatewayNoBackendWhy: {
    en: 'The route names a Service or a port that does not exist. See what the environment runs:',
    'zh-CN': '路由指向的 Service 或端口不存在。看看这个环境在运行什么：',
  },
  GatewayNoReadyPodsTitle: { en: 'This application is not ready', 'zh-CN': '这个应用还没有就绪' },
  GatewayNoReadyPodsText: {
    en: 'Your request reached the server, but no instance of the application takes requests at the moment. This usually passes within minutes; please try again later.',
    'zh-CN': '请求已到达服务器，但应用目前没有可以接收请求的实例。通常几分钟内恢复，你可以稍后再试。',
  },
  GatewayNoReadyPodsWhy: {
    en: 'No pod is ready. See which one is not, and why:',
    'zh-CN': '没有就绪的 Pod。看看哪一个没有就绪，以及为什么：',
  },
  GatewayRefusedTitle: { en: 'This application is not answering', 'zh-CN': '这个应用暂时没有响应' },
  GatewayRefusedText: {
    en: 'Your request reached the server, but the application did not answer. This usually passes within minutes; please try again later.',
    'zh-CN': '请求已到达服务器，但应用没有应答。通常几分钟内恢复，你可以稍后再试。',
  },
  GatewayRefusedWhy: {
    en: 'The pods are marked ready, but refuse connections on their port. See what they are doing:',
    'zh-CN': 'Pod 已标记为就绪，但端口拒绝连接。看看它们的情况：',
  },
  GatewayClosedEarlyWhy: {
    en: 'The pod closed the connection before it answered: it may have crashed or be restarting. See what happened:',
    'zh-CN': 'Pod 在应答之前断开了连接，可能是进程崩溃或正在重启。看看发生了什么：',
  },
  GatewayBadAnswerWhy: {
    en: 'What the pod sent back is no HTTP. See what listens on its port:',
    'zh-CN': 'Pod 返回的内容不是 HTTP。看看它的端口上运行的是什么：',
  },
  GatewayTimedOutTitle: { en: 'This application takes too long', 'zh-CN': '这个应用响应太慢' },
  GatewayTimedOutText: {
    en: 'Your request reached the application, but no answer came in time. Please try again later.',
    'zh-CN': '请求已到达应用，但它没有在限定时间内应答。请稍后再试。',
  },
  GatewayTimedOutWhy: {
    en: 'The pod took the request and did not answer within the time limit. See what it is doing:',
    'zh-CN': 'Pod 接收了请求，但没有在时限内应答。看看它在做什么：',
  },
  GatewayTryAgain: { en: 'Try again', 'zh-CN': '再试一次' },
  GatewayTriesAgain: { en: 'tries again by itself in {seconds} s', 'zh-CN': '{seconds} 秒后自动重试' },
  GatewaySite: { en: 'Site', 'zh-CN': '网站' },
  GatewayEnvironment: { en: 'Environment', 'zh-CN': '环境' },
  GatewayTime: { en: 'Time', 'zh-CN': '时间' },
  GatewayRequest: { en: 'Request', 'zh-CN': '请求编号' },
  GatewayOwner: { en: 'Is this your application?', 'zh-CN': '你是这个应用的负责人？' },
  GatewayUnready: { en: 'Not ready: {pods}', 'zh-CN': '未就绪：{pods}' },
  GatewayCopy: { en: 'Copy', 'zh-CN': '复制' },
});
