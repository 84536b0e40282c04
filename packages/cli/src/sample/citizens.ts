/** The citizens of the sample network. Nobody is meant; their names stay in their wallets and in sealed content. */
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
}

function citizen(
  label: string,
  [givenNames, familyName, chinese]: readonly [string, string, string],
  sex: Citizen['sex'],
  bornOn: string,
  placeOfBirth: string,
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
  };
}

export const CITIZENS: readonly Citizen[] = [
  citizen('liis', ['Liis', 'Tamm', '譚麗詩'], 'female', '1991-03-14', 'Tartu'),
  citizen('juhan', ['Juhan', 'Kask', '賈思翰'], 'male', '1957-11-02', 'Pärnu'),
  citizen('kadri', ['Kadri', 'Saar', '沙嘉莉'], 'female', '2001-06-21', 'Viljandi'),
  citizen('mart', ['Mart', 'Rebane', '馬特賢'], 'male', '1984-01-09', 'Narva'),
  citizen('mei-ling', ['Mei Ling', 'Chan', '陳美玲'], 'female', '1989-08-30', 'Tai Po'),
  citizen('chi-wai', ['Chi Wai', 'Wong', '黃志偉'], 'male', '1949-05-17', 'Kowloon'),
  citizen('ka-yan', ['Ka Yan', 'Leung', '梁嘉欣'], 'female', '2003-12-05', 'Sha Tin'),
  citizen('sau-fong', ['Sau Fong', 'Ho', '何秀芳'], 'female', '1953-02-26', 'Yuen Long'),
  citizen('emma', ['Emma', 'Hughes', '許詠雯'], 'female', '1978-04-11', 'Cardiff'),
  citizen('oliver', ['Oliver', 'Grant', '高立凡'], 'male', '1995-10-19', 'Leeds'),
  citizen('amelia', ['Amelia', 'Novak', '羅美雅'], 'female', '1966-07-07', 'York'),
  citizen('ants', ['Ants', 'Mägi', '麥安之'], 'male', '2019-09-23', 'Tallinn'),
];
