import { useWords } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';

/** The keys, by where they work. */
export function Help({ onClose }: { onClose: () => void }) {
  const { help, action } = useWords();
  return (
    <Sheet title={help.title} onClose={onClose} footer={<Button onClick={onClose}>{action.close}</Button>}>
      <div className="grid gap-6 p-6">
        {help.groups.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="strong hairline pb-2">{title}</h3>
            <dl>
              {keys.map(([key, meaning]) => (
                <div key={key} className="hairline row min-h-9 gap-3">
                  <dt className="row w-24 flex-none gap-1">
                    {key.split(' ').map((one) => (
                      <kbd key={one} className="key">
                        {one}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <p className="t-sm text-dim">{help.ime}</p>
      </div>
    </Sheet>
  );
}
