import { Skeleton } from '../../ui/section.tsx';

/** Three lanes of the final height; the name is known before the answer. */
export function LanesSkeleton({ name }: { name: string }) {
  return (
    <div aria-busy>
      <h1 className="t-xl mb-10">{name}</h1>
      <div className="grid gap-12 min-[1181px]:grid-cols-3">
        {[0, 1, 2].map((lane) => (
          <Skeleton key={lane} rows={7} />
        ))}
      </div>
    </div>
  );
}
