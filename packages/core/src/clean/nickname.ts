/** Pet forms of given names: a table for English names, conventions for Chinese ones. Thai nicknames (ชื่อเล่น) are words of their own and say nothing about the name. */

/** Each line is one name with its pet forms and close doubles; a form may stand in several lines. */
const FAMILIES =
  'abigail abby abbie gail|abraham abe bram|adelaide addie adele|adam ad|agnes aggie nessie|albert al bert albie bertie|alexander alex al sandy alec xander sasha lex|alexandra alex sandra lexi sasha sandy alexa lexie|alfred al alf alfie fred freddie|alice ali allie|' +
  'alison ali allie|allan al allen alan|amanda mandy manda|amelia amy mel millie emmy|andrea andie andy drea|andrew andy drew|angela angie|ann anne anna annie nan nancy hannah|anthony tony ant|antonia toni tonia|archibald archie|arnold arnie|arthur art artie|' +
  'augustus gus august|barbara barb barbie babs|bartholomew bart|beatrice bea trixie|benedict ben|benjamin ben benny benji|bernard bernie|bernadette bernie detta|bertha bertie|bethany beth|beverly bev|bradley brad|bradford brad|brian bryan|bridget biddy bridie|' +
  'calvin cal|cameron cam|camilla cammy millie|caroline carol carrie lina caro carolyn|cassandra cass cassie sandra|catherine cathy kate katie cat kitty kathy katherine kathryn catharine katharine kay kat cathryn|cecilia cissy celia|charles charlie chuck chas chaz charley|' +
  'charlotte charlie lottie lotte|chester chet|christian chris|christina chris chrissy tina christine kristina kristine christy kris|christopher chris kit topher kris|clara clare claire|clarence clare|clifford cliff|clinton clint|constance connie|cornelius neil corny|' +
  'curtis curt|cynthia cindy|cyril cy|daniel dan danny|danielle dani|darlene darla|david dave davy davey|deborah deb debbie debra debby|delores dolly lola|denise dee|dennis denny den|derek rick|diana di diane|dominic dom nick|dominique dom nikki|donald don donnie|' +
  'dorothy dot dottie dolly dora|douglas doug|dustin dusty|edgar ed eddie|edith edie|edmund ed eddie ted ned|edward ed eddie ted ned teddy|edwin ed eddie win|eleanor ellie nell nora ella elinor|elaine lainie|elijah eli|elizabeth liz beth betty lizzie eliza lisa betsy elisabeth ' +
  'libby bess elsie lizbeth|ella ellie|ellen nell ellie|emily em emmy millie|emma em emmy|eric rick erik|ernest ernie|estelle stella|esther essie hester|ethel eth|eugene gene|evangeline eva evie|evelyn eve evie|ezekiel zeke|felicia fel|felicity flick|ferdinand ferdie|' +
  'florence flo florrie flossie|frances fran fanny frankie francie|francis frank frankie fran|franklin frank|frederick fred freddie fritz rick frederic|gabriel gabe|gabrielle gabby|garrett gary|geoffrey geoff jeff jeffrey|george georgie|georgina georgie gina|gerald gerry jerry|' +
  'gerard gerry|geraldine gerry|gertrude trudy gertie|gilbert gil bert|gordon gord|grace gracie|gregory greg|gretchen greta|guillermo memo|gustav gus|gwendolyn gwen wendy|hannah anna|harold harry hal|harriet hattie harry|harrison harry|harvey harve|helen nell nellie|' +
  'henrietta hetty etta henny|henry harry hank hal|herbert herb bert|hilary hil|horace horry|howard howie|hubert bert hugh|hugh hughie|ian iain|ignatius iggy|irene rene|isaac ike|isabel bella izzy belle isabelle isabella|isidore izzy|jacob jake|jacqueline jackie jacky|' +
  'james jim jimmy jamie jem|janet jan|jane janie jenny|janice jan|jason jay|jasmine jas|jean jeannie|jeffrey jeff|jennifer jen jenny jenn|jeremiah jerry|jeremy jem jerry|jerome jerry|jessica jess jessie|jill gill gillian|joan joanie|joanna jo joanne|jocelyn joss|' +
  'john jack johnny jon|jonathan jon johnny nathan jonny|joseph joe joey jo|josephine jo josie|joshua josh|joyce joy|juan juanito|judith judy judi|julia julie jules juliet|julian jules|justin jus|karen kari|katelyn kate katie|kelly kel|kenneth ken kenny|kevin kev|' +
  'kimberly kim kimmy|kristen kris|kristopher kris|lambert bert|laura laurie lori|lauren laurie|laurence larry laurie lawrence lawrie|leonard len lenny leo|leopold leo|leroy roy|leslie les|lester les|lewis lew lou louis|lillian lily lil lilly|lincoln linc|linda lin lindy|' +
  'lloyd loy|lorraine lori rainey|louis lou louie|louise lou|lucas luke|lucille lucy lou|lucinda lucy cindy|lydia lyddie|madeline maddie maddy madeleine|magdalena lena maggie|malcolm mal|marcus marc mark|margaret maggie meg peggy marge greta rita margie madge daisy|' +
  'maria mary marie mia|marian mary|marilyn mary|marjorie marge margie|martha marty mattie|martin marty|marvin marv|mary molly polly mamie may|matilda tilly mattie|matthew matt matty|maureen mo|maurice morris mo|maximilian max|maxine max|maxwell max|megan meg|' +
  'melanie mel|melinda mindy mel|melissa mel missy lissa|mercedes sadie|meredith merry|michael mike mick mickey mikey micky|michelle shelly mickey shell|mildred millie|millicent millie|minerva minnie|miranda randy mandy|miriam mimi|mitchell mitch|monica mon|' +
  'montgomery monty|morgan mo|mortimer mort|moses mo|nancy nan|natalie nat|natasha tasha nat|nathan nat nate|nathaniel nat nate nathan|nicholas nick nicky nico nicolas|nicole nicky nikki|nigel nige|noel no|nora norah|norman norm|oliver ollie|olivia liv livvy ollie|' +
  'oscar ozzie|oswald oz ozzie|pamela pam|patricia pat patty tricia trish patsy|patrick pat paddy rick|paul paulie|paula polly|pauline polly|penelope penny|percival percy|peter pete|philip phil pip phillip|philippa pip pippa|phyllis phyl|priscilla cilla|prudence prue|' +
  'rachel rae shelly|ralph raff|ramona mona|randall randy|randolph randy|raymond ray|rebecca becky becca beck|reginald reg reggie rex|regina gina|rhonda ron|richard rick dick rich richie ricky|robert bob rob bobby robbie bert|roberta bobbie robbie|roderick rod|' +
  'rodney rod|roger rodge|roland roly|ronald ron ronnie|rosalind roz|rosemary rose rosie|rose rosie|rudolph rudy rolf|rupert rob|russell russ|ruth ruthie|samantha sam sammy|samson sam|samuel sam sammy|sandra sandy|sarah sally sadie sara|savannah anna|sebastian seb bastian|' +
  'selina lina|serena rena|seymour cy|sharon shari|sheila shel|sheldon shel|shirley shirl|sidney sid syd|silvester sly|simon si|solomon sol|sophia sophie sophy sofia|spencer spence|stanley stan|stephanie steph stevie|stephen steve steven stevie stephan|stewart stew stu stuart|' +
  'susan sue susie suzy susanna suzanne susannah|sylvia syl|tabitha tabby|terence terry|teresa terry tess tessa theresa|thaddeus thad|theodore ted theo teddy|theodora dora theo|thomas tom tommy|tiffany tiff|timothy tim timmy|tobias toby|tracy trace|ulysses uly|' +
  'ursula ursie|valentine val|valerie val|vanessa nessa|vera vee|vernon vern|veronica ronnie vera nica|victor vic|victoria vicky tori vicki|vincent vince vinny|viola vi|violet vi|virginia ginny ginger|vivian viv|wallace wally|walter walt wally|wanda wendy|wendell del|' +
  'wilfred will fred wilf|wilhelmina mina willa minnie|william will bill billy willy liam willie|winifred winnie freda|winston win|woodrow woody|yvonne vonnie|zachary zach zack zac'

let families: ReadonlyMap<string, readonly number[]> | null = null

/** Numbers of the lines a Latin given name stands in; two names that share one may be the same name. Sorted; none for names without pet forms. */
export function nicknameFamilies(given: string): readonly number[] {
  return (families ??= tabulate()).get(given) ?? []
}

function tabulate(): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  for (const [line, family] of FAMILIES.split('|').entries()) for (const form of new Set(family.split(' '))) found.set(form, [...(found.get(form) ?? []), line])
  return found
}

/** Whether two folded Latin given names are pet forms of one name. Symmetric. */
export function areNicknames(one: string, other: string): boolean {
  const lines = nicknameFamilies(one)
  return lines.length > 0 && nicknameFamilies(other).some((line) => lines.includes(line))
}

/** The characters of a given name that a Chinese pet form keeps: `小玲`, `阿玲` and `玲玲` keep `玲`; null when it is none. Simplified forms. */
export function hanPetForm(given: string): string | null {
  if (given.length !== 2) return null
  if (given[0] === given[1]) return given[0]!
  if (/^[小阿老大]/.test(given) || /[儿仔哥姐]$/.test(given)) return /^[小阿老大]/.test(given) ? given[1]! : given[0]!
  return null
}
