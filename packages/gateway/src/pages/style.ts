/** The part of the design's tokens and rules that one small page needs; sizes and colours as in the product. */
export const style = `
:root{color-scheme:light dark;--page:light-dark(#FFFFFF,#0E1116);--raised:light-dark(#F6F7F9,#161B22);--hover:light-dark(#EEF0F3,#1D232C);
--line:light-dark(#E3E6EA,#262D37);--text:light-dark(#1F2328,#E6EDF3);--text-2:light-dark(#57606A,#9DA7B3);--accent:light-dark(#126BCB,#5A97FF);
--sans:"Inter",system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei UI","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC",sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono","JetBrains Mono",Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace}
*,*::before,*::after{box-sizing:border-box}
html{background:var(--page);color:var(--text);-webkit-text-size-adjust:100%}
body{margin:0;font:400 14px/22px var(--sans);line-break:strict;overflow-wrap:anywhere;-webkit-font-smoothing:antialiased}
h1,p,dl,dd{margin:0;padding:0}a{color:inherit;text-decoration:none}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
svg{width:16px;height:16px;flex:none;display:inline-block;vertical-align:-3px;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
code{font:400 12.5px/20px var(--mono)}.dim{color:var(--text-2)}.xs{font:400 12px/20px var(--sans)}
.row{display:flex;align-items:center;gap:8px;min-width:0;flex-wrap:wrap}
main{min-height:100vh;min-height:100dvh;display:grid;grid-template-rows:1fr auto;padding:24px}
main>div{align-self:center;padding-bottom:6vh;width:min(520px,100%);margin:0 auto}
.num{font:400 16px/24px var(--sans);font-variant-numeric:tabular-nums}
h1{font:600 28px/36px var(--sans);margin:4px 0 12px;text-wrap:balance}
.b{display:inline-flex;align-items:center;justify-content:center;gap:6px;height:36px;padding:0 14px;border-radius:4px;border:1px solid #126BCB;background:#126BCB;color:#FFF;font-weight:500;white-space:nowrap}
.b:hover{background:#0F5CAF}.act{margin-top:24px}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px;font:400 13px/20px var(--sans);margin-top:32px;padding-top:16px;border-top:1px solid var(--line)}
dt{color:var(--text-2)}time{font-variant-numeric:tabular-nums}
details{margin-top:16px;font:400 13px/20px var(--sans)}details p{margin:8px 0}
summary{cursor:pointer;color:var(--text-2);min-height:32px;display:inline-flex;align-items:center;gap:4px;list-style:none;margin-left:-4px}
summary::-webkit-details-marker{display:none}details[open] summary svg{transform:rotate(90deg)}
.cmd{display:flex;align-items:center;gap:8px;min-height:36px;padding:4px 4px 4px 12px;background:var(--raised);border:1px solid var(--line);border-radius:4px}
.cmd code{flex:1;min-width:0;overflow-x:auto;white-space:nowrap;scrollbar-width:none}.cmd code::before{content:"$ ";color:var(--text-2)}
.cmd button{display:inline-flex;align-items:center;justify-content:center;width:32px;height:32px;border:0;border-radius:4px;background:none;color:inherit;cursor:pointer}.cmd button:hover{background:var(--hover)}
footer{width:min(520px,100%);margin:0 auto;flex-wrap:nowrap!important}footer button{margin-left:auto;border:0;background:none;color:inherit;font:inherit;cursor:pointer;min-height:24px;padding:0}footer button:hover{text-decoration:underline;text-underline-offset:3px}
html[lang="en"] [lang="zh-CN"],html[lang="zh-CN"] [lang="en"]{display:none}`;

export const icons = {
  refresh: '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M13.5 8A5.5 5.5 0 1 1 11.6 3.8M13.5 2.5v3h-3"/></svg>',
  right: '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m6.5 4.5 3.5 3.5-3.5 3.5"/></svg>',
  copy: '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/></svg>',
  mark: '<svg viewBox="0 0 24 24" aria-hidden="true" style="stroke-width:2.75"><path d="M8.5 3h10.25V13.75a6.9 6.9 0 0 1-13.8 0 3.95 3.95 0 0 1 7.9 0"/></svg>',
} as const;

/** Copies the command and changes the language in place: the address belongs to the application. */
export const script = `
const root=document.documentElement;
document.getElementById('lang').onclick=()=>{root.lang=root.lang==='en'?'zh-CN':'en';document.title=root.lang==='en'?document.body.dataset.en:document.body.dataset.zh};
for(const b of document.querySelectorAll('[data-copy]')){b.hidden=!navigator.clipboard;b.onclick=()=>navigator.clipboard.writeText(b.dataset.copy)}`;
