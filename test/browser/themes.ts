/**
 * The colours in which Teams draws cards, for a renderer of Adaptive Cards: those of Fluent UI's Teams themes, which Teams'
 * clients have. Buttons are drawn by Teams itself and are not among them.
 */
export interface Theme {
  /** behind the card */
  page: string;
  /** of links, which clients colour themselves */
  link: string;
  /** the renderer's host configuration */
  host: object;
}

interface Colours {
  /** of text: plain, subtle, and by meaning */
  text: string;
  subtle: string;
  accent: string;
  good: string;
  warning: string;
  attention: string;
  /** behind it, by the style of a container */
  behind: Record<'default' | 'emphasis' | 'accent' | 'good' | 'warning' | 'attention', string>;
  line: string;
}

function themeOf({ behind, line, ...text }: Colours): Theme {
  const colour = (plain: string, subtle = plain) => ({ default: plain, subtle });
  const foregroundColors = {
    default: colour(text.text, text.subtle),
    dark: colour('#242424', '#616161'),
    light: colour('#ffffff', '#d6d6d6'),
    accent: colour(text.accent),
    good: colour(text.good),
    warning: colour(text.warning),
    attention: colour(text.attention),
  };
  return {
    page: behind.default,
    link: text.accent,
    host: {
      fontFamily: 'Arial, sans-serif',
      fontSizes: { small: 12, default: 14, medium: 16, large: 20, extraLarge: 24 },
      fontWeights: { lighter: 200, default: 400, bolder: 600 },
      spacing: { small: 8, default: 8, medium: 16, large: 16, extraLarge: 16, padding: 12 },
      separator: { lineThickness: 1, lineColor: line },
      containerStyles: Object.fromEntries(
        Object.entries(behind).map(([style, backgroundColor]) => [
          style,
          { backgroundColor, foregroundColors },
        ]),
      ),
      actions: { maxActions: 6, actionsOrientation: 'horizontal', buttonSpacing: 8, actionAlignment: 'left' },
    },
  };
}

export const themes: Record<'light' | 'dark', Theme> = {
  light: themeOf({
    text: '#242424',
    subtle: '#616161',
    accent: '#5b5fc7',
    good: '#0e700e',
    warning: '#8a3707',
    attention: '#b10e1c',
    behind: {
      default: '#ffffff',
      emphasis: '#f5f5f5',
      accent: '#e8ebfa',
      good: '#f1faf1',
      warning: '#fdf6f3',
      attention: '#fdf3f4',
    },
    line: '#e0e0e0',
  }),
  dark: themeOf({
    text: '#ffffff',
    subtle: '#adadad',
    accent: '#7f85f5',
    good: '#54b054',
    warning: '#faa06b',
    attention: '#dc626d',
    behind: {
      default: '#292929',
      emphasis: '#1f1f1f',
      accent: '#2f2f4a',
      good: '#052505',
      warning: '#411200',
      attention: '#3b0509',
    },
    line: '#525252',
  }),
};
