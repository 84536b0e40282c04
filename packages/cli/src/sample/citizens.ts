/** The citizens of the sample network. Nobody is meant; their names stay in their wallets and in sealed content. */
import type { NoticeLanguage } from '@annals/ledger/rest';
import type { LocalizedText } from '@annals/ledger/transaction';

export interface Citizen {
  /** The name of her wallet. */
  readonly label: string;
  readonly name: LocalizedText;
  readonly givenNames: string;
  readonly familyName: string;
  readonly sex: 'female' | 'male';
  readonly bornOn: string;
  readonly placeOfBirth: string;
  /** In which her notices are written. */
  readonly language: NoticeLanguage;
}

function citizen(
  label: string,
  [givenNames, familyName, chinese]: readonly [string, string, string],
  sex: Citizen['sex'],
  bornOn: string,
  placeOfBirth: string,
  language: NoticeLanguage,
): Citizen {
  const latin = `${givenNames} ${familyName}`;
  return {
    label,
    name: { en: latin, 'zh-Hant': chinese, et: latin },
    givenNames,
    familyName,
    sex,
    bornOn,
    placeOfBirth,
    language,
  };
}

export const CITIZENS: readonly Citizen[] = [
  citizen('liis', ['Liis', 'Tamm', '譚麗詩'], 'female', '1991-03-14', 'Tartu', 'et'),
  citizen('juhan', ['Juhan', 'Kask', '賈思翰'], 'male', '1957-11-02', 'Pärnu', 'et'),
  citizen('kadri', ['Kadri', 'Saar', '沙嘉莉'], 'female', '2001-06-21', 'Viljandi', 'et'),
  citizen('mart', ['Mart', 'Rebane', '馬特賢'], 'male', '1984-01-09', 'Narva', 'et'),
  citizen('mei-ling', ['Mei Ling', 'Chan', '陳美玲'], 'female', '1989-08-30', 'Tai Po', 'zh-Hant'),
  citizen('chi-wai', ['Chi Wai', 'Wong', '黃志偉'], 'male', '1949-05-17', 'Kowloon', 'zh-Hant'),
  citizen('ka-yan', ['Ka Yan', 'Leung', '梁嘉欣'], 'female', '2003-12-05', 'Sha Tin', 'zh-Hant'),
  citizen('sau-fong', ['Sau Fong', 'Ho', '何秀芳'], 'female', '1953-02-26', 'Yuen Long', 'zh-Hant'),
  citizen('emma', ['Emma', 'Hughes', '許詠雯'], 'female', '1978-04-11', 'Cardiff', 'en'),
  citizen('oliver', ['Oliver', 'Grant', '高立凡'], 'male', '1995-10-19', 'Leeds', 'en'),
  citizen('amelia', ['Amelia', 'Novak', '羅美雅'], 'female', '1966-07-07', 'York', 'en'),
  citizen('ants', ['Ants', 'Mägi', '麥安之'], 'male', '2019-09-23', 'Tallinn', 'et'),
];
