import { Link } from '@tanstack/react-router';
import { useSession } from '../app/session-context.ts';
import { useSpeech } from '../i18n/text.ts';
import { Shape } from '../ui/shape.tsx';
import { switchTheme } from './theme.ts';

/** Language, theme, account. */
export function NavFoot() {
  const { words, language, change } = useSpeech();
  const { session } = useSession();
  const item =
    'row hover:bg-hover text-dim h-8 w-full gap-2.5 max-[760px]:h-11 rounded-1 px-2 text-left hover:no-underline';
  return (
    <div className="border-hair mt-auto border-t pt-2">
      <button type="button" className={item} onClick={() => change(language === 'en' ? 'zh-CN' : 'en')}>
        <Shape name="i-globe" />
        <span lang={language === 'en' ? 'zh-CN' : 'en'}>{words.frame.otherLanguage}</span>
      </button>
      <button type="button" className={item} onClick={switchTheme}>
        <Shape name="i-theme" />
        {words.frame.theme}
      </button>
      <Link to="/account" className={item}>
        <Avatar name={session.user?.name ?? '?'} />
        <span className="cut">{session.user?.name}</span>
      </Link>
    </div>
  );
}

/** The first letter of a name in a small circle; silent, the name stands beside it. */
export function Avatar({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="bg-hover border-hair text-dim medium inline-block size-5 flex-none rounded-full border text-center text-[10px] leading-[18px]"
    >
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}
