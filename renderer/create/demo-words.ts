/**
 * Words that the embedded demo models were taught, as their model cards list them (`resources/demo-models/README.md`).
 * Whatever else is written, they draw what of it they know.
 */
export interface DemoWord {
  readonly ja: string;
  readonly en: string;
}

export interface DemoWordGroup {
  readonly name: 'subjects' | 'media' | 'hours' | 'colours' | 'moods';
  readonly words: readonly DemoWord[];
}

const read = (list: string): DemoWord[] =>
  list.split(/\s*·\s*/).map((entry) => {
    const [ja = '', ...en] = entry.split(' ');
    return { ja, en: en.join(' ') };
  });

export const demoWords: readonly DemoWordGroup[] = [
  {
    name: 'subjects',
    words: read(
      `サラリーマン businessman · 侍 warrior · 着物の女性 woman in kimono · バイキング viking · ロボット robot · 猫 cat · 犬 dog ·
      ウサギ rabbit · カエル frog · パンダ panda · ペンギン penguin · フクロウ owl · 鶴 red-crowned crane · 魚 fish · 招き猫 lucky cat ·
      だるま daruma doll · こけし doll · 大仏 statue · 富士山 mount fuji · 山 mountain · 波 wave · 月 moon · 木 tree · 桜 cherry blossom tree ·
      紅葉 maple · 竹 bamboo · 花 flower · りんご apple · 家 house · 城 castle · 橋 bridge · 鳥居 torii gate · 金閣寺 temple ·
      東京タワー tower · 渋谷 street · マンション mansion · 車 car · キャンピングカー camping car · 新幹線 train · 船 boat · 自転車 bicycle ·
      風船 balloon · 鯉のぼり carp streamers · 提灯 lantern · 傘 umbrella · 扇子 fan · 太鼓 drum · ペットボトル pet bottle · ラーメン noodles ·
      寿司 sushi · おにぎり rice ball · お菓子 sweets · お茶 tea · かき氷 shaved ice`,
    ),
  },
  {
    name: 'media',
    words: read(
      `油絵 oil painting · 水彩画 watercolor · 浮世絵 ukiyo-e · 線画 line drawing · 切り絵 paper cut · ドット絵 pixel art ·
      水墨画 ink wash painting`,
    ),
  },
  { name: 'hours', words: read('夜 night · 夕焼け sunset · 雪 snow · 雨 rain') },
  {
    name: 'colours',
    words: read(
      '赤い red · 青い blue · 黄色い yellow · 緑の green · ピンクの pink · 紫の purple · 白い white · 黒い black',
    ),
  },
  {
    name: 'moods',
    words: read(
      `もふもふ fluffy · ぴかぴか shining · しとしと drizzling · ゴロゴロ rumbling · わくわく excited · ふわふわ floating · ほかほか steaming ·
      ぐるぐる spinning`,
    ),
  },
];
